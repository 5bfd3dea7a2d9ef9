import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Suspense, lazy, useCallback, useMemo, useState } from 'react'
import { Problem } from '../../api/client'
import type { Search } from '../../app/router'
import { useKeys } from '../../app/keys'
import { may, useWho } from '../../app/who'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { useNow } from '../../ui/Time'
import { useRun, useRunGraph, useTimeline } from './data'
import { Detail } from './Detail'
import { Facts } from './Facts'
import { Head } from './Head'
import { Effects, InOut, Talk } from './Parts'
import { Rerun } from './Rerun'
import { Timeline } from './Timeline'
import type { Whole } from './types'
import './Page.css'

const Graph = lazy(() => import('./Graph').then((part) => ({ default: part.Graph })))

type Tab = 'steps' | 'talk' | 'data' | 'effects' | 'facts'
const tabs: readonly Tab[] = ['steps', 'talk', 'data', 'effects', 'facts']

export function Page() {
  const { run: id = '' } = useParams({ strict: false }) as { run?: string }
  const run = useRun(id)
  if (run.isPending) return <Skeleton rows={10} label="Loading the run" />
  if (run.error instanceof Problem && run.error.status === 404) {
    return <Empty title="There is no such run" action={<Link to="/runs">All runs</Link>}>No run's id is or begins with “{id}”.</Empty>
  }
  if (run.error && !run.data) return <ErrorBox whole error={run.error} onRetry={() => void run.refetch()} />
  return run.data ? <Shown key={run.data.id} run={run.data} /> : null
}

function Shown({ run }: { run: Whole }) {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const who = useWho()
  const ended = ['completed', 'faulted', 'cancelled'].includes(run.status)
  const clock = useNow(ended ? 60_000 : 1_000)
  const now = ended ? Date.parse(run.ended ?? run.started) : clock
  const timeline = useTimeline(run.id)
  const [rerun, setRerun] = useState<{ from?: string } | undefined>()
  const chosen = search.step
  const tab = tabs.includes(search.tab as Tab) ? (search.tab as Tab) : 'steps'
  const rows = useMemo(() => timeline.data?.rows ?? [], [timeline.data])
  const change = useCallback((next: Search, replace = true) => {
    void navigate({ to: '/runs/$run', params: { run: run.id }, search: { ...search, ...next }, replace })
  }, [navigate, run.id, search])
  const operates = may(who.data, 'operator')

  const keymap = useMemo(() => {
    const places = rows.map((row) => row.place)
    const at = rows.findIndex((row) => row.place === chosen || row.step === chosen)
    const go = (step: number) => change({ step: places[Math.max(0, Math.min(places.length - 1, at + step))] })
    return {
      j: { says: 'Next step', act: () => go(1) },
      k: { says: 'Previous step', act: () => go(at < 0 ? 0 : -1) },
      Escape: { says: 'Close the step', act: () => change({ step: undefined }) },
    }
  }, [rows, chosen, change])
  useKeys('Run', keymap)

  return (
    <div className="Run">
      <Head run={run} timeline={timeline.data} now={now} operates={operates} onRerun={() => setRerun({})} />
      {run.erased && <p className="Run-erased" role="note">What this run was given, and what it gave, was erased. That it ran, when, and the digests of what it said, stay.</p>}
      <div className="Run-tabs">
        <Tabs label="Parts of the run" chosen={tab} onChoose={(next) => change({ tab: next === 'steps' ? undefined : next })} tabs={[
          { name: 'steps', label: 'Graph and timeline' },
          { name: 'talk', label: 'Messages' },
          { name: 'data', label: 'Input and output' },
          { name: 'effects', label: 'Effects', count: run.effects.length + (run.effectsLeftOut ?? 0) },
          { name: 'facts', label: 'Facts' },
        ]} />
      </div>
      <div className="Run-body" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'steps' && <Steps run={run} now={now} search={search} timeline={timeline} onChange={change} onRerun={operates ? (from) => setRerun({ from }) : undefined} />}
        {tab === 'talk' && <Talk run={run} />}
        {tab === 'data' && <InOut run={run} />}
        {tab === 'effects' && <Effects run={run} onStep={(step) => change({ tab: undefined, step }, false)} />}
        {tab === 'facts' && <Facts run={run.id} started={run.started} />}
      </div>
      {rerun && <Rerun run={run} rows={rows} from={rerun.from} onClose={() => setRerun(undefined)} />}
    </div>
  )
}

function Steps({ run, now, search, timeline, onChange, onRerun }: {
  run: Whole
  now: number
  search: Search
  timeline: ReturnType<typeof useTimeline>
  onChange: (next: Search, replace?: boolean) => void
  onRerun?: (from: string) => void
}) {
  const graph = useRunGraph(run.id)
  const rows = timeline.data?.rows
  const chosen = search.step
  const step = rows?.find((row) => row.place === chosen)?.step ?? chosen
  return (
    <div className={`Run-steps ${chosen ? 'Run-withDetail' : ''}`}>
      <div className="Run-graph">
        {graph.data ? (
          <Suspense fallback={<Skeleton rows={6} label="Loading the graph" />}>
            <Graph graph={graph.data} rows={rows} completed={run.status === 'completed'} chosen={step} onChoose={(next) => onChange({ step: next })} onMany={(next) => onChange({ only: next, step: next })} />
          </Suspense>
        ) : graph.error ? <Empty title="There is no graph of it">{graph.error instanceof Problem ? graph.error.detail || graph.error.message : graph.error.message}</Empty>
          : <Skeleton rows={6} label="Loading the graph" />}
      </div>
      <div className="Run-timeline">
        {timeline.data ? (
          <Timeline timeline={timeline.data} now={now} chosen={chosen} only={search.only} onChoose={(place) => onChange({ step: place })}
            onOnly={(only) => onChange({ only, step: only })} />
        ) : timeline.error ? <ErrorBox error={timeline.error} onRetry={() => void timeline.refetch()} /> : <Skeleton rows={8} label="Loading the timeline" />}
      </div>
      {chosen && (
        <div className="Run-detail">
          <Detail run={run} rows={rows ?? []} chosen={chosen} now={now} onClose={() => onChange({ step: undefined, only: undefined })} onRerun={onRerun} />
        </div>
      )}
    </div>
  )
}
