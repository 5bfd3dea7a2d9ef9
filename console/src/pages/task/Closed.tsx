import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import { get, url } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'
import type { Items, TaskItem } from '../../api/types'
import { StateChip } from '../../ui/Chip'
import { JsonView } from '../../ui/JsonView'
import { Time } from '../../ui/Time'
import { visible, visibleLine } from '../../ui/visible'
import { words } from './letters'
import './Closed.css'

/** A task that waits no longer: who answered what, and where it went on. */
export function Closed({ task }: { task: Task }) {
  const { decision } = task
  return (
    <section className="Closed" aria-label="What became of it">
      <StateChip state={task.state} />
      {decision ? (
        <>
          <h2>{visibleLine(words(decision.answer))}, by {decision.by}, <Time at={decision.at} /></h2>
          {decision.why && <blockquote>{visible(decision.why)}</blockquote>}
          {decision.data !== null && decision.data !== undefined && <JsonView data={decision.data} />}
        </>
      ) : (
        <h2>{task.state === 'timed-out' ? 'Nobody answered in time' : 'It is no longer needed'}</h2>
      )}
      {task.reason && <p>{visible(task.reason)}</p>}
      {task.state === 'withdrawn' && <Instead task={task} />}
      {task.handsOverAt && <p><Clock size={14} aria-hidden="true" /> It is handed over <Time at={task.handsOverAt} everyMs={1000} />. Until then whoever decided can take it back (U).</p>}
      <p><Link to="/runs/$run" params={{ run: task.run }}>See how the run went on</Link></p>
    </section>
  )
}

/** What is asked in its place, if anything of the same run waits there. */
function Instead({ task }: { task: Task }) {
  const others = useQuery({
    queryKey: [...keys.tasks, { run: task.run }],
    queryFn: ({ signal }) => get<Items<TaskItem>>(url('/api/v1/tasks', { run: task.run }), signal),
  })
  const next = others.data?.items.find((each) => each.place === task.place && each.id !== task.id)
  return next ? <p><Link to="/inbox/$task" params={{ task: next.id }}><strong>Read what is asked in its place</strong></Link></p> : null
}
