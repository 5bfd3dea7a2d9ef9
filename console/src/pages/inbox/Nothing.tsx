import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get, url } from '../../api/client'
import { keys } from '../../api/query'
import type { Items, RunItem, TaskItem } from '../../api/types'
import { Command, Empty } from '../../ui/Empty'
import { Time } from '../../ui/Time'
import { visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import type { View } from './views'
import './Nothing.css'

const LAST = 5
const SHOWN = 3

/** Nothing waits: what may come, and what was done last. */
export function Nothing({ view, filtered }: { view: View; filtered: boolean }) {
  const runs = useQuery({
    queryKey: [...keys.runs, { status: 'running', of: 'inbox' }],
    queryFn: ({ signal }) => get<Items<RunItem>>(url('/api/v1/runs', { status: 'running', limit: 50 }), signal),
    enabled: view === 'mine',
    retry: false,
  })
  const done = useQuery({
    queryKey: [...keys.tasks, { all: true, of: 'inbox' }],
    queryFn: ({ signal }) => get<Items<TaskItem>>(url('/api/v1/tasks', { all: true, limit: 50 }), signal),
    enabled: view === 'mine',
  })
  if (filtered) return <Empty title="Nothing fits the filter" action={<Link to="/inbox" search={view === 'mine' ? {} : { view }}>Clear the filter</Link>} />
  if (view !== 'mine') return <Empty title={view === 'claimed' ? 'You have claimed nothing' : view === 'snoozed' ? 'You have put nothing off' : view === 'done' ? 'Nothing has been decided yet' : 'Nothing waits for anybody'} />
  const going = runs.data?.items ?? []
  const last = (done.data?.items ?? []).filter((task) => task.state === 'decided').slice(-LAST).reverse()
  const never = done.data?.items.length === 0 && going.length === 0
  return (
    <Empty title="Nothing waits for you">
      {never && <p>Runs that need a person appear here. To see how it is: <Command>./fermata demo</Command></p>}
      {going.length > 0 && (
        <p>
          {count(going.length, 'run')} {going.length === 1 ? 'goes' : 'go'} on and may reach you:{' '}
          {going.slice(0, SHOWN).map((run, i) => <span key={run.id}>{i > 0 && ', '}<Link to="/runs/$run" params={{ run: run.id }}>{visibleLine(run.subject || run.id)}</Link></span>)}
          {going.length > SHOWN && ' …'}
        </p>
      )}
      {last.length > 0 && (
        <div className="Nothing-last">
          <h3>Decided last</h3>
          <ul>{last.map((task) => <li key={task.id}><Link to="/inbox/$task" params={{ task: task.id }} search={{ view: 'done' }}>{visibleLine(task.question)}</Link> <span className="faint"><Time at={task.opened} /></span></li>)}</ul>
        </div>
      )}
    </Empty>
  )
}
