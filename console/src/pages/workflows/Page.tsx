import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Pencil, Play } from 'lucide-react'
import { Suspense, lazy, useEffect, useState } from 'react'
import { Problem } from '../../api/client'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Tag } from '../../ui/Chip'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Id } from '../../ui/Id'
import { Skeleton } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { Time } from '../../ui/Time'
import { useGraph } from '../run/data'
import { useChanges, useNames, useOutline, useWorkflow } from './data'
import type { WorkflowShown } from './data'
import { DryRun } from './DryRun'
import { List } from './List'
import { Outline } from './Outline'
import { Preview } from './Preview'
import { Start } from './Start'
import { template } from './template'
import { Write, sideOf } from './Write'
import './Page.css'

const Graph = lazy(() => import('../run/Graph').then((part) => ({ default: part.Graph })))
const CodeEditor = lazy(() => import('../../ui/CodeEditor').then((part) => ({ default: part.CodeEditor })))

export function Page() {
  const { ns, name } = useParams({ strict: false }) as { ns?: string; name?: string }
  const search = useSearch({ strict: false }) as Search
  if (ns && name) return <One key={`${ns}/${name}`} namespace={ns} name={name} search={search} />
  if (search.edit === 'new') {
    return <New search={search} />
  }
  return <List />
}

/** Begins with a text that names a team there is, so that it can be drawn at once. */
function New({ search }: { search: Search }) {
  const navigate = useNavigate()
  const names = useNames()
  const [source, setSource] = useState<string | undefined>()
  useEffect(() => {
    if (names.data || names.error) setSource((before) => before ?? template(names.data?.teams[0] ?? 'my-team'))
  }, [names.data, names.error])
  if (source === undefined) return <Skeleton rows={14} label="Loading the editor" />
  return (
    <Write source={source} title="New workflow" side={sideOf(search.side)}
      onSide={(side) => void navigate({ to: '/workflows', search: { ...search, side }, replace: true })}
      onLeave={() => void navigate({ to: '/workflows', search: {} })} />
  )
}

function One({ namespace, name, search }: { namespace: string; name: string; search: Search }) {
  const navigate = useNavigate()
  const workflow = useWorkflow(namespace, name, search.version)
  const change = (next: Search, replace = true) => void navigate({ to: '/workflows/$ns/$name', params: { ns: namespace, name }, search: { ...search, ...next }, replace })
  if (workflow.isPending) return <Skeleton rows={10} label="Loading the workflow" />
  if (workflow.error instanceof Problem && workflow.error.status === 404) {
    return <Empty title="There is no such workflow" action={<Link to="/workflows">All workflows</Link>}>{workflow.error.detail}</Empty>
  }
  if (workflow.error) return <ErrorBox whole error={workflow.error} onRetry={() => void workflow.refetch()} />
  if (search.edit) {
    return <Write key={workflow.data.id} source={workflow.data.source} title={workflow.data.title || name} workflow={`${workflow.data.namespace}/${workflow.data.name}`} side={sideOf(search.side)}
      onSide={(side) => change({ side })} onLeave={() => change({ edit: undefined, side: undefined }, false)} />
  }
  return <Shown workflow={workflow.data} search={search} onChange={change} />
}

type Tab = 'steps' | 'dry' | 'source' | 'versions'

function Shown({ workflow, search, onChange }: { workflow: WorkflowShown; search: Search; onChange: (next: Search, replace?: boolean) => void }) {
  const who = useWho()
  const [starting, setStarting] = useState(false)
  const author = may(who.data, 'author')
  const tab: Tab = search.tab === 'source' || search.tab === 'versions' || (search.tab === 'dry' && author) ? search.tab : 'steps'
  const newest = workflow.versions[0] === workflow.version
  const full = `${workflow.namespace}/${workflow.name}`
  return (
    <div className="Workflows">
      <header className="Workflows-head">
        <div className="line">
          <h1>{workflow.title || workflow.name}</h1>
          <label className="line"><span className="unseen">Version</span>
            <select value={workflow.version} className="Workflows-version" onChange={(event) => onChange({ version: event.target.value, step: undefined }, false)}>
              {workflow.versions.map((version) => <option key={version}>{version}</option>)}
            </select>
          </label>
          {!newest && <Tag>not the newest</Tag>}
          <span className="grow" />
          {author && <Button icon={<Pencil size={14} aria-hidden="true" />} onClick={() => onChange({ edit: 'true', tab: undefined }, false)}>{newest ? 'Edit' : 'Edit from this version'}</Button>}
          {may(who.data, 'operator') && <Button look="main" icon={<Play size={14} aria-hidden="true" />} onClick={() => setStarting(true)}>Start a run …</Button>}
        </div>
        {workflow.summary && <p className="soft">{workflow.summary}</p>}
        <p className="Workflows-facts soft">
          <span>{full}</span> <span>Owner {workflow.owner}</span> <span>Published <Time at={workflow.published} /> by {workflow.by}</span>
          <Link to="/runs" search={{ workflow: full, all: 'true' }}>Its runs</Link> <span>Digest <Id id={workflow.digest} most={14} /></span>
        </p>
        <Preview workflow={workflow} />
      </header>
      <div className="Workflows-tabs">
        <Tabs label="Parts of the workflow" chosen={tab} onChoose={(next) => onChange({ tab: next === 'steps' ? undefined : next })} tabs={[
          { name: 'steps', label: 'Outline and graph' },
          ...(author ? [{ name: 'dry', label: 'Dry run' } as const] : []),
          { name: 'source', label: 'Source' },
          { name: 'versions', label: 'Versions', count: workflow.versions.length },
        ]} />
      </div>
      <div className="Workflows-body" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'steps' && <Steps workflow={workflow} chosen={search.step} onChoose={(step) => onChange({ step })} />}
        {tab === 'dry' && <Tried workflow={workflow} chosen={search.step} onChoose={(step) => onChange({ step })} />}
        {tab === 'source' && (
          <div className="Workflows-source">
            <Suspense fallback={<Skeleton rows={14} label="Loading the source" />}>
              <CodeEditor label="Source of the workflow" source={workflow.source} complaints={none} readOnly onChange={() => undefined} />
            </Suspense>
          </div>
        )}
        {tab === 'versions' && <Versions workflow={workflow} against={search.against} onAgainst={(against) => onChange({ against })} />}
      </div>
      {starting && <Start workflow={workflow} onClose={() => setStarting(false)} />}
    </div>
  )
}

const none: never[] = []

function Steps({ workflow, chosen, onChoose }: { workflow: WorkflowShown; chosen?: string; onChoose: (step: string) => void }) {
  const outline = useOutline(workflow.namespace, workflow.name, workflow.version)
  const graph = useGraph(workflow.namespace, workflow.name, workflow.version)
  return (
    <div className="Workflows-steps">
      <div className="Workflows-outline">
        {outline.data ? <Outline items={outline.data.items} chosen={chosen} onChoose={onChoose} />
          : outline.error ? <ErrorBox error={outline.error} onRetry={() => void outline.refetch()} /> : <Skeleton rows={8} label="Loading the outline" />}
      </div>
      <div className="Workflows-graph">
        {graph.data ? (
          <Suspense fallback={<Skeleton rows={8} label="Loading the graph" />}><Graph graph={graph.data} chosen={chosen} onChoose={onChoose} /></Suspense>
        ) : graph.error ? <ErrorBox error={graph.error} onRetry={() => void graph.refetch()} /> : <Skeleton rows={8} label="Loading the graph" />}
      </div>
    </div>
  )
}

function Tried({ workflow, chosen, onChoose }: { workflow: WorkflowShown; chosen?: string; onChoose: (step: string) => void }) {
  const graph = useGraph(workflow.namespace, workflow.name, workflow.version)
  return <DryRun key={workflow.id} source={workflow.source} workflow={`${workflow.namespace}/${workflow.name}`} schema={workflow.inputSchema} graph={graph.data} chosen={chosen} onChoose={onChoose} />
}

const kinds: Record<string, string> = { added: 'New', removed: 'Gone', changed: 'Changed' }

function Versions({ workflow, against, onAgainst }: { workflow: WorkflowShown; against?: string; onAgainst: (version: string) => void }) {
  const others = workflow.versions.filter((version) => version !== workflow.version)
  const older = workflow.versions[workflow.versions.indexOf(workflow.version) + 1]
  const chosen = against && others.includes(against) ? against : (older ?? others[0])
  const changes = useChanges(workflow.namespace, workflow.name, workflow.version, chosen)
  if (!chosen) return <Empty title="There is one version only">Once a second is published, what changed between them stands here in words.</Empty>
  return (
    <div className="Workflows-versions stack">
      <label className="line"><span>{workflow.version} compared with</span>
        <select value={chosen} className="Workflows-version" onChange={(event) => onAgainst(event.target.value)}>
          {others.map((version) => <option key={version}>{version}</option>)}
        </select>
      </label>
      {changes.error ? <ErrorBox error={changes.error} onRetry={() => void changes.refetch()} />
        : !changes.data ? <Skeleton rows={5} label="Comparing" />
        : changes.data.changes.length ? (
          <ul className="Workflows-changes">
            {changes.data.changes.map((change, i) => (
              <li key={i}><Tag>{kinds[change.kind] ?? change.kind}</Tag> <span>{change.text}</span> <code className="faint">{change.step}</code></li>
            ))}
          </ul>
        ) : <p className="soft">They do the same.</p>}
    </div>
  )
}
