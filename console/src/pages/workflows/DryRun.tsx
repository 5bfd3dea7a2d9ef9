import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy, useMemo, useState } from 'react'
import { get, post, url } from '../../api/client'
import { keys } from '../../api/query'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { ErrorBox } from '../../ui/ErrorBox'
import { JsonView } from '../../ui/JsonView'
import { Skeleton } from '../../ui/Skeleton'
import { SourceEditor } from '../../ui/SourceEditor'
import { Table } from '../../ui/Table'
import { readJson } from '../../ui/json'
import { visibleLine } from '../../ui/visible'
import type { Items, Json, JsonObject } from '../../api/types'
import type { WorkflowGraph } from '../run/types'
import { NOTHING_GIVEN, ending, fromWords, standOf, verdictOf } from './dry'
import type { Dry, DryCall } from './dry'
import { sampleOf } from './Start'
import './DryRun.css'

const Graph = lazy(() => import('../run/Graph').then((part) => ({ default: part.Graph })))

/** Plays a workflow in the server's memory: whom it would call and ask. Nobody is called, nothing is written. */
export function DryRun({ source, workflow, why, schema, graph, chosen, onChoose }: {
  source: string
  /** Whose last run's input may be taken: namespace/name. */
  workflow?: string
  /** Why it cannot be played now. */
  why?: string
  schema?: JsonObject
  graph: WorkflowGraph | undefined
  chosen?: string
  onChoose: (step: string) => void
}) {
  const [input, setInput] = useState(() => JSON.stringify(sampleOf(schema), null, 2))
  const [given, setGiven] = useState(() => JSON.stringify(NOTHING_GIVEN, null, 2))
  const [recorded, setRecorded] = useState(true)
  const [found, setFound] = useState<Dry & { of: string }>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const last = useLastInput(workflow)
  const read = useMemo(() => readJson(input), [input])
  const stand = standOf(given)
  const wrong = useMemo(() => given.trim() ? readJson(given).complaints : [], [given])
  const refused = why ?? (read.complaints.length ? 'The input is not JSON' : stand.problem ? 'Correct what stands in' : busy ? 'Under way' : undefined)

  async function play() {
    setBusy(true)
    setError(undefined)
    try {
      setFound({ ...await post<Dry>('/api/v1/workflows/dry-run', { source, input: read.value, recorded, ...stand.stand }), of: source })
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }

  /** Another answer of that call, to be written over. */
  function otherwise(call: DryCall) {
    const now = stand.stand ?? NOTHING_GIVEN
    setGiven(JSON.stringify({ ...now, calls: { ...now.calls, [call.target]: call.output ?? {} } }, null, 2))
  }

  return (
    <div className="DryRun">
      <div className="DryRun-given stack">
        <p className="soft">It is played in the server's memory, by the policies and switches as they are. Nobody is called or asked, and nothing is written.</p>
        <div>
          <div className="line">
            <h3>Input</h3>
            <span className="grow" />
            {last.data !== undefined && <Button look="quiet" onClick={() => setInput(JSON.stringify(last.data, null, 2))}>Take that of the last run</Button>}
          </div>
          <SourceEditor label="Input as JSON" value={input} complaints={read.complaints} onChange={setInput} rows={8} />
        </div>
        <label className="line"><input type="checkbox" checked={recorded} onChange={(event) => setRecorded(event.target.checked)} /> Results on record stand in for calls</label>
        <details className="DryRun-stand" open={given !== JSON.stringify(NOTHING_GIVEN, null, 2) || undefined}>
          <summary>What stands in for calls and people</summary>
          <p className="soft">Outputs by step or target, answers by step or team, and what is to fail. Else a value that fits the schema, and the first answer.</p>
          <SourceEditor label="What stands in, as JSON" value={given} complaints={wrong} onChange={setGiven} rows={10} />
          {stand.problem && !wrong.length && <p className="DryRun-wrong">{stand.problem}</p>}
        </details>
        <div><Button look="main" why={refused} onClick={() => void play()}>{busy ? 'Playing' : 'Play it'}</Button></div>
      </div>
      <div className="DryRun-found">
        {error !== undefined && <ErrorBox error={error} onRetry={() => void play()} />}
        {busy && !found && <Skeleton rows={8} label="Playing it" />}
        {!found && !busy && error === undefined && <p className="soft DryRun-none">Play it to see the way that it takes, each call with its arguments and what the gate would say, and whom it would ask.</p>}
        {found && <Found dry={found} old={found.of !== source} graph={graph} chosen={chosen} onChoose={onChoose} onOtherwise={otherwise} />}
      </div>
    </div>
  )
}

/** What the newest run of a workflow was given. */
function useLastInput(workflow: string | undefined) {
  return useQuery({
    queryKey: [...keys.runs, 'last input', workflow],
    queryFn: async ({ signal }): Promise<Json> => {
      const run = (await get<Items<{ id: string }>>(url('/api/v1/runs', { workflow, limit: 1 }), signal)).items[0]
      return run ? ((await get<{ input?: Json }>(`/api/v1/runs/${encodeURIComponent(run.id)}`, signal)).input ?? null) : null
    },
    select: (input) => input ?? undefined,
    enabled: !!workflow,
    staleTime: Infinity,
  })
}

function Found({ dry, old, graph, chosen, onChoose, onOtherwise }: {
  dry: Dry
  old: boolean
  graph: WorkflowGraph | undefined
  chosen?: string
  onChoose: (step: string) => void
  onOtherwise: (call: DryCall) => void
}) {
  const [open, setOpen] = useState<string>()
  const shown = dry.calls.find((call) => call.key === open)
  return (
    <div className="stack DryRun-all">
      <p className="line" role="status">
        <Chip tone={dry.stopped ? undefined : dry.error ? 'fail' : 'done'}>{dry.stopped ? 'stopped' : dry.error ? 'failed' : dry.status}</Chip>
        <span>{visibleLine(ending(dry))}{old && <span className="soft"> The text was changed since; play it again.</span>}</span>
      </p>
      <div className="DryRun-graph">
        {graph ? (
          <Suspense fallback={<Skeleton rows={6} label="Loading the graph" />}><Graph graph={graph} rows={dry.rows} completed={dry.status === 'completed'} chosen={chosen} onChoose={onChoose} /></Suspense>
        ) : <Skeleton rows={6} label="Loading the graph" />}
      </div>
      <h3>Calls</h3>
      {dry.calls.length === 0 ? <p className="soft">It calls nobody.</p> : (
        <Table label="Calls" rows={dry.calls} rowKey={(row) => row.key} columns={[
          { name: 'place', head: 'Step', cell: (row) => <code>{visibleLine(row.place)}</code> },
          { name: 'target', head: 'Target', cell: (row) => <><strong>{visibleLine(row.target)}</strong> <span className="soft">{row.effect}</span></> },
          { name: 'verdict', head: 'The gate', cell: (row) => visibleLine(verdictOf(row)) },
          { name: 'from', head: 'Answer', cell: (row) => (row.error ? 'it fails, as given' : fromWords(row.from)) },
          { name: 'open', head: '', cell: (row) => (
            <span className="DryRun-acts">
              <Button look="quiet" aria-pressed={open === row.key} onClick={() => setOpen(open === row.key ? undefined : row.key)}>Data</Button>
              {row.output !== undefined && <Button look="quiet" onClick={() => onOtherwise(row)}>Answer otherwise</Button>}
            </span>
          ) },
        ]} />
      )}
      {shown && (
        <div className="DryRun-data">
          <div><h4>Arguments of {visibleLine(shown.place)}</h4><JsonView data={shown.arguments} /></div>
          <div><h4>Answer</h4><JsonView data={shown.output ?? shown.error ?? null} /></div>
        </div>
      )}
      {dry.people.length > 0 && (
        <>
          <h3>People</h3>
          <Table label="People" rows={dry.people} rowKey={(row) => row.place + row.team + row.kind} columns={[
            { name: 'place', head: 'Step', cell: (row) => <code>{visibleLine(row.place)}</code> },
            { name: 'team', head: 'Team', cell: (row) => visibleLine(row.team) },
            { name: 'question', head: 'Question', cell: (row) => <span className="DryRun-question">{visibleLine(row.question)}</span> },
            { name: 'answer', head: 'Answer taken', cell: (row) => (row.answer ? <>{row.answer} <span className="faint">{row.from === 'given' ? 'as given' : 'assumed'}</span></> : <span className="faint">none</span>) },
          ]} />
        </>
      )}
      {dry.output !== undefined && <><h3>What it gives</h3><JsonView data={dry.output} /></>}
    </div>
  )
}
