import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { healthQuery } from '../../api/insights'
import type { Finding } from '../../api/insights'
import type { Search } from '../../app/router'
import { Tag } from '../../ui/Chip'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Time } from '../../ui/Time'
import { visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import './Health.css'

/** How things are set up, and nothing that has begun. */
const STANDING = ['no-fallback', 'one-vendor', 'unreadable']

const words: Record<string, string> = {
  loop: 'loop',
  'ping-pong': 'to and fro',
  'growing-plan': 'plan grows',
  stuck: 'stuck',
  silent: 'silent',
  'schema-failures': 'does not fit its schema',
  'ungrounded-quotes': 'quotes without a source',
  drift: 'has changed',
  contention: 'undo each other',
  overlap: 'overlap',
  blocked: 'blocks others',
  'no-fallback': 'no fallback',
  'one-vendor': 'one vendor',
  unreadable: 'cannot be read',
}

/** What goes wrong: what, since when, how sure, in which runs, and what to do. */
export function Health() {
  const health = useQuery(healthQuery)
  const search: Search = useSearch({ strict: false })
  if (health.error && !health.data) return <div className="Section"><ErrorBox error={health.error} onRetry={() => void health.refetch()} /></div>
  if (!health.data) return <Skeleton />
  const now = health.data.items.filter((each) => !STANDING.includes(each.kind))
  const standing = health.data.items.filter((each) => STANDING.includes(each.kind))
  if (!health.data.items.length) {
    return (
      <Empty title="Nothing goes wrong" action={<Link to="/settings/$section" params={{ section: 'hooks' }}>Who is told if something does</Link>}>
        Loops, what is stuck or silent, drift, and quotes without a source are looked for in every run as it goes on.
      </Empty>
    )
  }
  return (
    <>
      <Section title="Now" about={now.length ? count(now.length, 'finding') : undefined}>
        {now.length ? <List items={now} chosen={search.finding} /> : <p className="line soft"><CircleCheck size={16} aria-hidden="true" /> Nothing goes wrong now.</p>}
      </Section>
      {standing.length > 0 && (
        <Section title="How things are set up" about="would matter if something failed">
          <List items={standing} chosen={search.finding} />
        </Section>
      )}
    </>
  )
}

function List({ items, chosen }: { items: readonly Finding[]; chosen?: string }) {
  return <ul className="Health">{items.map((item) => <Item key={item.id} item={item} open={item.id === chosen} />)}</ul>
}

function Item({ item, open }: { item: Finding; open: boolean }) {
  const Icon = item.weight === 'high' ? CircleAlert : Info
  return (
    <li>
      <details open={open}>
        <summary>
          <Icon size={16} aria-label={item.weight === 'high' ? 'look now' : 'look some time'} className={`Health-${item.weight}`} />
          <span className="grow">{visibleLine(item.what)}</span>
          <Tag>{words[item.kind] ?? item.kind.replaceAll('-', ' ')}</Tag>
          {item.since && <span className="faint Health-since"><Time at={item.since} /></span>}
        </summary>
        <div className="Health-more">
          <Facts items={[
            ['About', <span key="a">{item.about.kind} <About of={item.about} /></span>],
            item.since ? ['Since', <Time key="s" at={item.since} />] : undefined,
            ['How sure', visibleLine(item.sure.says)],
            item.runs.length > 0 && ['Seen in', <span key="r" className="line">{item.runs.map((each) => <Link key={each.run} to="/runs/$run" params={{ run: each.run }}><code>{each.run}</code></Link>)}</span>],
            ['What to do', <Snippet key="m" text={item.mend} />],
          ]} />
        </div>
      </details>
    </li>
  )
}

function About({ of: { kind, name } }: { of: Finding['about'] }) {
  const shown = visibleLine(name)
  if (kind === 'agent') return <Link to="/agents/$name" params={{ name }}>{shown}</Link>
  const [ns, rest] = name.split(/\/(.*)/s)
  if (kind === 'workflow' && ns && rest) return <Link to="/workflows/$ns/$name" params={{ ns, name: rest.replace(/@.*/, '') }}>{shown}</Link>
  return <strong>{shown}</strong>
}
