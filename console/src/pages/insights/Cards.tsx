import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import type { ReactNode } from 'react'
import { cardsQuery } from '../../api/insights'
import type { Dimension } from '../../api/insights'
import type { Search } from '../../app/router'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { count } from '../../ui/words'
import { periodOf, sinceOf } from './period'
import type { Period } from './period'

type View = Parameters<typeof cardsQuery>[0]
type Of<V extends View> = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof cardsQuery<V>>['queryFn']>>>>['items'][number]

/** The scorecards of a dimension, once they are there. Quiet: nothing is said until then, nor if there are none. */
export function Cards<V extends View>({ view, by, only, over, quiet, none, children }: {
  view: V
  by: Dimension
  only?: string
  /** Instead of the time that the address says. */
  over?: Period
  quiet?: boolean
  /** What is said if there are none, where that needs no page of its own. */
  none?: string
  children: (items: readonly Of<V>[]) => ReactNode
}) {
  const asked = periodOf(useSearch({ strict: false }) as Search)
  const period = over ?? asked
  const query = useQuery(cardsQuery(view, { by, since: sinceOf(period), name: only }))
  const cards = useDeferredValue(query.data)
  if (query.error && !query.data) return quiet ? null : <ErrorBox error={query.error} onRetry={() => void query.refetch()} />
  if (!cards) return quiet ? null : <Skeleton />
  if (!cards.items.length) return none ? <p className="soft">{none}</p> : quiet ? null : <None period={period} />
  return (
    <>
      {children(cards.items)}
      {!cards.whole && <p className="soft Insights-further">There is more than was looked through: these are the latest.</p>}
      {!quiet && cards.notCounted > 0 && <p className="soft Insights-further">{count(cards.notCounted, 'run')} {cards.notCounted === 1 ? 'is' : 'are'} not counted: what they did was erased before.</p>}
    </>
  )
}

function None({ period }: { period: string }) {
  return period === 'all'
    ? <Empty title="Nothing has ended yet" action={<Link to="/workflows">Start a run</Link>}>What runs, and what people decide, adds up here.</Empty>
    : <Empty title="Nothing ended in this time" action={<Link to="." search={(search: Search) => ({ ...search, period: 'all' })}>Look at all time</Link>}>A longer time may have more.</Empty>
}
