import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense, lazy, useDeferredValue } from 'react'
import { get, url } from '../../api/client'
import type { Overview } from '../../api/house'
import { useLine } from '../../app/live'
import { ErrorBox } from '../../ui/ErrorBox'
import { PageHead } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { AttentionList } from './AttentionList'
import { FirstRun } from './FirstRun'
import { Numbers } from './Numbers'
import { People, Spend, Throughput } from './Panels'
import './Page.css'

const Quality = lazy(() => import('../insights/Brief').then((part) => ({ default: part.Brief })))

const EVERY_MS = 3000

export function Page() {
  const paused = useLine() === 'paused'
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const overview = useQuery({
    queryKey: ['overview', zone],
    queryFn: ({ signal }) => get<Overview>(url('/api/v1/overview', { zone }), signal),
    refetchInterval: paused ? false : EVERY_MS,
  })
  const seen = useDeferredValue(overview.data) // Drawn in pieces: see main.tsx.
  return (
    <>
      <PageHead title="Overview" about="Today so far, beside the same hours of this weekday a week ago." />
      {overview.error && !seen && <div className="Section"><ErrorBox error={overview.error} onRetry={() => void overview.refetch()} /></div>}
      {!seen && !overview.error && <Skeleton rows={10} />}
      {seen && (
        <>
          <Numbers numbers={seen.numbers} since={seen.midnight} />
          {!seen.numbers.runs.whole && (
            <p className="Overview-part soft">There are more runs than are counted here: the figures are of the newest 20,000. See <Link to="/runs">all runs</Link>.</p>
          )}
          <FirstRun steps={seen.firstRun} />
          <div className="Overview-two">
            <AttentionList items={seen.attention} />
            <People teams={seen.people} />
          </div>
          <div className="Overview-two">
            <Spend spend={seen.spend} />
            <Throughput hours={seen.throughput} />
          </div>
          <Suspense fallback={<Skeleton rows={4} label="Loading the quality" />}><Quality /></Suspense>
        </>
      )}
    </>
  )
}
