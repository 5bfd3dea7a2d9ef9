import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Problem, post } from '../../api/client'
import { keys } from '../../api/query'
import { Button } from '../../ui/Button'
import { Complaints, verdict } from '../../ui/Complaints'
import { Dialog } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { toast } from '../../ui/Toast'
import { count } from '../../ui/words'
import { lineOf, offered } from './complete'
import { useLook, useNames } from './data'
import type { Workflow } from './data'
import type { WorkflowGraph } from '../run/types'
import { DryRun } from './DryRun'
import { Outline } from './Outline'
import './Write.css'

const CodeEditor = lazy(() => import('../../ui/CodeEditor').then((part) => ({ default: part.CodeEditor })))
const Graph = lazy(() => import('../run/Graph').then((part) => ({ default: part.Graph })))

const PAUSE_MS = 350

const SIDES = ['graph', 'outline', 'dry'] as const
type Side = (typeof SIDES)[number]

/** What the address says stands beside the text. */
export function sideOf(word: string | undefined): Side {
  return SIDES.find((each) => each === word) ?? 'graph'
}

/** Writing a workflow: text on one side, on the other what the server makes of it. */
export function Write({ source, title, workflow, side, onSide, onLeave }: {
  source: string
  title: string
  /** namespace/name, where it is published already. */
  workflow?: string
  side: Side
  onSide: (side: Side) => void
  onLeave: () => void
}) {
  const [text, setText] = useState(source)
  const [asked, setAsked] = useState(source)
  const [goTo, setGoTo] = useState<{ line: number; turn: number } | undefined>()
  const [step, setStep] = useState<string | undefined>()
  const [publishing, setPublishing] = useState(false)
  const names = useNames()
  const complete = useCallback((all: string, cursor: number) => offered(all, cursor, names.data), [names.data])
  const look = useLook(asked)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const changed = text !== source
  useEffect(() => {
    if (!changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [changed])
  const drawn = useRef<WorkflowGraph>(undefined)
  if (look.data?.graph) drawn.current = look.data.graph
  const graph = drawn.current
  const complaints = useMemo(() => look.data?.complaints ?? [], [look.data])
  const show = useCallback((line: number) => setGoTo((before) => ({ line, turn: (before?.turn ?? 0) + 1 })), [])
  const choose = (next: string) => {
    setStep(next)
    show(lineOf(text, next))
  }
  const errors = complaints.filter((complaint) => complaint.level !== 'warning').length
  const behind = text !== asked || look.isFetching
  const why = behind ? 'The server looks at it first' : errors ? `Correct ${count(errors, 'error')} first` : undefined
  return (
    <div className="Write">
      <header className="Workflows-head line">
        <h1>{title}</h1>
        <span className="soft" aria-live="polite">{behind ? 'Looking …' : complaints.length ? verdict(complaints) : 'No complaints'}</span>
        <span className="grow" />
        <Button onClick={onLeave}>{changed ? 'Leave without publishing' : 'Back'}</Button>
        <Button look="main" why={why} onClick={() => setPublishing(true)}>Publish …</Button>
      </header>
      <div className="Write-panes">
        <div className="Write-text">
          <Suspense fallback={<Skeleton rows={14} label="Loading the editor" />}>
            <CodeEditor label="Source of the workflow" source={source} complaints={complaints} complete={complete} goTo={goTo} onChange={setText} />
          </Suspense>
          <Complaints all={complaints} onLine={show} />
        </div>
        <div className="Write-side">
          <Tabs label="What the server makes of it" chosen={side} onChoose={onSide} tabs={[{ name: 'graph', label: 'Graph' }, { name: 'outline', label: 'In words' }, { name: 'dry', label: 'Dry run' }]} />
          <div className="Write-shown" role="tabpanel" aria-labelledby={`tab-${side}`}>
            {side === 'dry' ? <DryRun source={text} workflow={workflow} why={why} graph={graph} chosen={step} onChoose={choose} />
              : look.error ? <ErrorBox error={look.error} onRetry={() => void look.refetch()} />
              : !look.data ? (text.trim() ? <Skeleton rows={8} label="Drawing" /> : <Empty title="Nothing to draw yet">Write the first step on the left.</Empty>)
              : side === 'outline' && look.data.outline ? <Outline items={look.data.outline} chosen={step} onChoose={choose} />
              : graph ? (
                <div className="Write-drawn">
                  {!look.data.graph && <p className="Write-old soft" role="status">It cannot be drawn now; this is how it was before.</p>}
                  <Suspense fallback={<Skeleton rows={8} label="Loading the graph" />}><Graph graph={graph} chosen={step} onChoose={choose} /></Suspense>
                </div>
              )
              : <Empty title="It cannot be drawn yet">Correct what is marked on the left.</Empty>}
          </div>
        </div>
      </div>
      {publishing && <Publish source={text} onClose={() => setPublishing(false)} />}
    </div>
  )
}

function Publish({ source, onClose }: { source: string; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function go() {
    setBusy(true)
    setFailure(undefined)
    try {
      const published = await post<Workflow>('/api/v1/workflows', { source, why: why.trim() || undefined })
      await client.invalidateQueries({ queryKey: keys.house })
      toast(`${published.name} ${published.version} is published. New runs take it.`)
      void navigate({ to: '/workflows/$ns/$name', params: { ns: published.namespace, name: published.name } })
      onClose()
    } catch (problem) {
      setFailure(problem)
      setBusy(false)
    }
  }
  const taken = failure instanceof Problem && failure.status === 409
  return (
    <Dialog title="Publish this version?" onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Keep writing</Button>
        <Button look="main" why={busy ? 'Under way' : undefined} onClick={() => void go()}>Publish</Button>
      </>
    }>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void go() }}>
        <p className="soft">A published version never changes. Runs under way stay with the version that they began with.</p>
        <div className="field">
          <label htmlFor="publish-why">Why (optional)</label>
          <input id="publish-why" value={why} maxLength={2000} autoFocus onChange={(event) => setWhy(event.target.value)} />
        </div>
        {failure !== undefined && <ErrorBox error={failure} />}
        {taken && <p>Give it another <code>version</code> in the document's first lines.</p>}
      </form>
    </Dialog>
  )
}
