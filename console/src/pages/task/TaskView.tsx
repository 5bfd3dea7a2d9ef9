import { CircleAlert } from 'lucide-react'
import { Suspense, lazy, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { Problem } from '../../api/client'
import type { Task } from '../../api/task'
import { useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { toast } from '../../ui/Toast'
import { Actions } from './Actions'
import { Answers } from './Answers'
import { waits } from './brief'
import { CallShown, Changes } from './CallShown'
import { changes } from './changes'
import { Closed } from './Closed'
import { Coach } from './Coach'
import { Delegate, Edit, Snooze } from './Dialogs'
import { EvidencePane } from './EvidencePane'
import { Follows, Head } from './Head'
import { Id } from '../../ui/Id'
import { JsonView } from '../../ui/JsonView'
import { Opinions } from './Opinions'
import { planOf } from './plan'
import { useAnswering } from './useAnswering'
import { useDesk } from './useDesk'
import { useTask } from './useTask'
import './TaskView.css'

const PlanShown = lazy(() => import('./PlanShown').then((part) => ({ default: part.PlanShown })))

export interface Leaving {
  /** It was decided, handed on or put off: on to the next. */
  onLeft: (id: string) => void
  /** A decision was taken back: here it is again. */
  onBack: (id: string) => void
}

/** A task to be read and decided: the decision in the middle, what there is to look at beside it. */
export function TaskView({ id, ...leaving }: { id: string } & Leaving) {
  const { task, latest, changed, accept, query } = useTask(id)
  if (query.error && !task) return <ErrorBox whole error={query.error} onRetry={() => void query.refetch()} />
  if (!task || !latest) return <div className="TaskView"><div className="TaskView-centre"><Skeleton rows={10} /></div></div>
  return <Shown key={task.id} task={task} latest={latest} changed={changed} accept={accept} {...leaving} />
}

function Shown({ task, latest, changed, accept, onLeft, onBack }: {
  task: Task
  latest: Task
  changed: boolean
  accept: () => void
} & Leaving) {
  const who = useWho().data
  const [open, setOpen] = useState<'delegate' | 'snooze' | 'edit' | undefined>()
  const desk = useDesk(task)
  const beside = useDeferredValue(true, false) // The question is there a frame before what stands beside it.
  const plan = useMemo(() => planOf(task), [task])
  const mine = !!task.mine && waits(latest)
  const other = !!latest.claimedBy && latest.claimedBy !== who?.name
  const answering = useAnswering(task, { mine: mine && !other && !changed, looked: desk, onLeft, onBack, onEdit: () => setOpen('edit') })
  const close = useCallback(() => setOpen(undefined), [])
  const left = (words: string) => {
    toast(words)
    onLeft(task.id)
  }
  const { decide } = answering
  return (
    <div className="TaskView">
      <article className="TaskView-centre" data-task={task.id} data-digest={task.digest}>
        <Head task={task} actions={waits(latest) && task.mine ? <Actions task={latest} me={who?.name ?? ''} onOpen={setOpen} /> : undefined} />
        {changed && <Stale before={task} after={latest} onAccept={accept} />}
        {!waits(latest) && <Closed task={latest} />}
        <Changes title="What was changed in it" changes={task.brief.diff ?? []} />
        {plan && <Suspense fallback={<Skeleton rows={6} label="Loading the plan" />}><PlanShown plan={plan} /></Suspense>}
        <CallShown task={task} seen={answering.seen} onSeen={mine ? answering.setSeen : undefined} />
        <Opinions task={task} />
        <Follows task={task} />
        <AnswerPart task={task} mine={mine} other={other} latest={latest} changed={changed} answering={answering} />
        <p className="faint TaskView-digest">Task <Id id={task.id} most={40} /> What you see has the digest <code>{task.digest}</code></p>
      </article>
      {beside ? <EvidencePane task={task} open={desk.open} looked={desk.looked} onOpen={desk.show} /> : <div className="EvidencePane"><Skeleton rows={4} label="Loading the evidence" /></div>}
      {mine && <Coach />}
      {open === 'delegate' && <Delegate onClose={close} act={async (body) => { await desk.touch.delegate(body); left(`Handed on to ${body.to}`) }} />}
      {open === 'snooze' && <Snooze task={task} onClose={close} act={async (body) => { await desk.touch.snooze(body); left('Put off') }} />}
      {open === 'edit' && <Edit task={task} why={answering.drafted.why} onClose={close} act={(data, why) => { close(); void decide({ answer: 'edit', why, data }) }} />}
    </div>
  )
}

function AnswerPart({ task, mine, other, latest, changed, answering }: {
  task: Task
  mine: boolean
  other: boolean
  latest: Task
  changed: boolean
  answering: ReturnType<typeof useAnswering>
}) {
  if (!waits(latest)) return null
  if (!mine) {
    return (
      <section className="TaskView-others" aria-label="The answers">
        <p>This waits for <strong>{task.team}</strong>, and you are not of that team. The answers are:</p>
        <JsonView data={task.brief.answers} />
      </section>
    )
  }
  if (other) return <p className="TaskView-others">{latest.claimedBy} has claimed it. Press C to ask for it yourself once they release it.</p>
  return (
    <div className="TaskView-answers">
      {answering.problem !== undefined && <Trouble problem={answering.problem} />}
      {task.friction?.blindFirst && !task.friction.provisional && <p className="TaskView-blind"><CircleAlert size={16} aria-hidden="true" /> Answer first by yourself: it is kept, and then the opinions are shown. You can still change it.</p>}
      {task.friction?.provisional && <p className="faint">Your own answer was: {task.friction.provisional}</p>}
      {changed ? <p className="TaskView-blind">Read what has changed first.</p> : <Answers task={task} {...answering.shown} />}
    </div>
  )
}

/** Nothing was decided, and why. */
function Trouble({ problem }: { problem: unknown }) {
  if (problem instanceof Problem && problem.code === 'already-decided') return <p role="alert" className="TaskView-blind">{problem.detail}</p>
  return <ErrorBox error={problem} />
}

/** The brief is another one by now: what has changed, and a button to read it. */
function Stale({ before, after, onAccept }: { before: Task; after: Task; onAccept: () => void }) {
  const parts = (task: Task) => ({ question: task.brief.question, answers: task.brief.answers, show: task.brief.show, proposals: task.brief.proposals })
  return (
    <div className="Stale" role="alert">
      <p><strong>This has changed since you opened it.</strong> An answer to what you read would not count.</p>
      <Changes title="What has changed" changes={changes(parts(before), parts(after))} />
      <Button look="main" onClick={onAccept}>Show it as it is now</Button>
    </div>
  )
}
