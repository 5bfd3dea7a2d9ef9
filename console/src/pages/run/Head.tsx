import { Link } from '@tanstack/react-router'
import { Ban, Pause, Play, RotateCcw, Workflow } from 'lucide-react'
import { Fragment, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { Id } from '../../ui/Id'
import { Meter } from '../../ui/Meter'
import { Time } from '../../ui/Time'
import { toast } from '../../ui/Toast'
import { money, span } from '../../ui/words'
import { amounts, fullness, used } from '../policies/data'
import { RunState } from '../runs/RunState'
import { useWorkflow } from '../workflows/data'
import { partsOf, useRunBudgets } from './data'
import { shares } from './scale'
import type { Timeline, Whole } from './types'
import './Head.css'

type Verb = 'pause' | 'resume' | 'retry' | 'cancel'

const acts: Record<Verb, { says: string; done: string; causes: string; keep: string }> = {
  pause: { says: 'Pause', done: 'Paused', causes: 'It hands out nothing new until it is resumed. Calls under way are still recorded.', keep: 'Let it run' },
  resume: { says: 'Resume', done: 'Resumed', causes: 'It goes on where it stands.', keep: 'Leave it paused' },
  retry: { says: 'Retry', done: 'Trying again', causes: 'The steps that wait for a repair are tried again; their repair tasks are withdrawn.', keep: 'Leave it' },
  cancel: { says: 'Cancel the run', done: 'Cancelled', causes: 'It ends and cannot go on again. What it has done stays done; calls under way are still recorded.', keep: 'Let it run' },
}

/** What the run is and how it stands, what it took and cost, and what can be done with it. */
export function Head({ run, timeline, now, operates, onRerun }: {
  run: Whole
  timeline: Timeline | undefined
  now: number
  operates: boolean
  onRerun: () => void
}) {
  const [verb, setVerb] = useState<Verb | undefined>()
  const { namespace, name, version } = partsOf(run.workflow)
  const owner = useWorkflow(namespace, name, version).data?.owner
  const ended = ['completed', 'faulted', 'cancelled'].includes(run.status)
  const length = (run.ended ? Date.parse(run.ended) : now) - Date.parse(run.started)
  const share = timeline && shares(timeline, now)
  const cost = timeline?.cost ?? costOf(run)
  return (
    <header className="Head">
      <div className="line">
        <h1 className="cut">{run.subject || run.id}</h1>
        <RunState run={run} />
        {!!run.inDoubt && run.status !== 'in-doubt' && <span className="soft">{run.status}</span>}
        <span className="grow" />
        {operates && (
          <>
            {['running', 'waiting', 'held'].includes(run.status) && <Button icon={<Pause size={14} aria-hidden="true" />} onClick={() => setVerb('pause')}>Pause</Button>}
            {run.status === 'paused' && <Button look="main" icon={<Play size={14} aria-hidden="true" />} onClick={() => setVerb('resume')}>Resume</Button>}
            {run.steps.some((step) => step.stage === 'repairing') && <Button icon={<RotateCcw size={14} aria-hidden="true" />} onClick={() => setVerb('retry')}>Retry</Button>}
            <Button why={run.erased ? 'Its input was erased' : undefined} onClick={onRerun}>Rerun from …</Button>
            {!ended && <Button look="danger" icon={<Ban size={14} aria-hidden="true" />} onClick={() => setVerb('cancel')}>Cancel</Button>}
          </>
        )}
      </div>
      <dl className="Head-facts">
        <Fact says="Run"><Id id={run.id} /></Fact>
        <Fact says="Workflow">
          <Workflow size={12} aria-hidden="true" /> <Link to="/workflows/$ns/$name" params={{ ns: namespace, name }} search={{ version }}>{name} {version}</Link>
        </Fact>
        {owner && <Fact says="Owner">{owner}</Fact>}
        <Fact says="Began"><Time at={run.started} /> by {run.by || 'nobody'}</Fact>
        <Fact says={ended ? 'Took' : 'So far'}>
          <span className="numbers">{span(Math.max(0, length))}</span>
          {share && (share.work > 0 || share.person > 0) && (
            <span className="soft numbers"> ({[share.work > 0 && `${span(share.work)} work`, share.person > 0 && `${span(share.person)} waiting for people`].filter(Boolean).join(', ')})</span>
          )}
        </Fact>
        {cost && <Fact says="Cost"><span className="numbers">{money(Number(cost.amount), cost.currency)}</span></Fact>}
        <Spending run={run.id} />
        {!!timeline?.tokens && <Fact says="Tokens"><span className="numbers">{timeline.tokens.toLocaleString('en')}</span></Fact>}
        {run.priority && <Fact says="Priority">{run.priority}</Fact>}
        {run.batch && <Fact says="Batch"><Link to="/runs" search={{ batch: run.batch }}>{run.batch}</Link></Fact>}
        {run.parent && <Fact says="Began by"><Link to="/runs/$run" params={{ run: run.parent }}>{run.parent}</Link></Fact>}
        {!!run.children?.length && <Fact says="Began"><Link to="/runs" search={{ parent: run.id }}>{run.moreChildren ? 'over 100 runs' : `${run.children.length} run${run.children.length === 1 ? '' : 's'}`}</Link></Fact>}
        {run.rerunOf && (
          <Fact says="Goes on from"><Link to="/runs/$run" params={{ run: run.rerunOf.run }} title={run.rerunOf.why}>{run.rerunOf.run}</Link> at {run.rerunOf.from}{run.rerunOf.edited && ', with other data'}</Fact>
        )}
        {!!run.reruns?.length && (
          <Fact says="Done again as">{run.reruns.slice(0, 3).map(({ run: id }, i) => <Fragment key={id}>{i > 0 && ', '}<Link to="/runs/$run" params={{ run: id }}>{id}</Link></Fragment>)}</Fact>
        )}
        {!!run.sameSubject?.length && (
          <Fact says="Same subject">{run.sameSubject.slice(0, 3).map((id, i) => <Fragment key={id}>{i > 0 && ', '}<Link to="/runs/$run" params={{ run: id }}>{id}</Link></Fragment>)}</Fact>
        )}
      </dl>
      {run.problem && <p className="Head-problem">{run.problem}</p>}
      {run.cancelled && <p className="soft">Cancelled by {run.cancelled.by}{run.cancelled.reason && `: ${run.cancelled.reason}`}</p>}
      {verb && <Reason run={run.id} verb={verb} onClose={() => setVerb(undefined)} />}
    </header>
  )
}

/** What it may still take from each budget: by the measure that is nearest to its limit. */
function Spending({ run }: { run: string }) {
  const budgets = useRunBudgets(run).data?.items ?? []
  return budgets.map((budget) => (
    <Fact key={budget.name} says={`Budget ${budget.name}`}>
      <Link to="/policies" search={{ tab: 'budgets', budget: budget.name }} className="Head-budget" title={`What it has no room for: ${budget.breach}`}>
        <span className="numbers">{amounts(used(budget))} of {amounts(budget.limit)}{budget.per === 'run' ? '' : budget.per === 'total' ? ' in all' : ` a ${budget.per}`}</span>
        <Meter percent={fullness(budget) ?? 0} label={`Taken of the budget ${budget.name}`} />
      </Link>
    </Fact>
  ))
}

function Fact({ says, children }: { says: string; children: React.ReactNode }) {
  return <div><dt>{says}</dt><dd>{children}</dd></div>
}

function costOf(run: Whole) {
  const costs = run.effects.flatMap((effect) => (effect.cost ? [effect.cost] : []))
  const first = costs[0]
  if (!first || costs.some((cost) => cost.currency !== first.currency)) return undefined
  return { amount: costs.reduce((sum, cost) => sum + Number(cost.amount), 0), currency: first.currency }
}

function Reason({ run, verb, onClose }: { run: string; verb: Verb; onClose: () => void }) {
  const client = useQueryClient()
  const words = acts[verb]
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function go() {
    setBusy(true)
    setFailure(undefined)
    try {
      await post(`/api/v1/runs/${encodeURIComponent(run)}/${verb}`, { reason: reason.trim() })
      await client.invalidateQueries({ queryKey: keys.run(run) })
      toast(`${words.done}.`)
      onClose()
    } catch (problem) {
      setFailure(problem)
      setBusy(false)
    }
  }
  return (
    <Dialog title={`${words.says}?`} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>{words.keep}</Button>
        <Button look={verb === 'cancel' ? 'danger' : 'main'} why={busy ? 'Under way' : undefined} onClick={() => void go()}>{words.says}</Button>
      </>
    }>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void go() }}>
        <p className="soft">{words.causes}</p>
        <div className="field">
          <label htmlFor="run-reason">Why</label>
          <input id="run-reason" value={reason} maxLength={2000} autoFocus onChange={(event) => setReason(event.target.value)} />
          <span className="faint">It stands in the run's record.</span>
        </div>
        {failure !== undefined && <ErrorBox error={failure} />}
      </form>
    </Dialog>
  )
}
