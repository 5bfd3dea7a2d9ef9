import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { CSSProperties } from 'react'
import { Problem } from '../../api/client'
import { mapQuery } from '../../api/insights'
import type { MapEdge, MapNode, ProcessMap as Shown, TimeCard } from '../../api/insights'
import type { Search } from '../../app/router'
import { ErrorBox } from '../../ui/ErrorBox'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { visibleLine } from '../../ui/visible'
import { count, figure, span } from '../../ui/words'
import { Cards } from './Cards'
import { along, atLeast } from './map'
import { periodOf, sinceOf } from './period'
import { ENOUGH } from './shares'
import './ProcessMap.css'

/** Ways that fewer of the runs took are left out, in percent. */
const USUAL = 2
const MOST = 20

/** How a workflow's runs really went from hand to hand. */
export function ProcessMap() {
  return <Cards view="time" by="workflow" quiet>{(items) => <Chosen items={items.filter((card) => card.run)} />}</Cards>
}

function Chosen({ items }: { items: readonly TimeCard[] }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const names = [...items].sort((one, other) => other.works - one.works).map((card) => card.name)
  const workflow = names.find((name) => name === search.workflow) ?? names[0]
  const paths = Math.min(MOST, Math.max(0, Number(search.paths ?? USUAL) || 0))
  const seek = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })
  if (!workflow) return null
  return (
    <Section title="Process map" actions={(
      <span className="line ProcessMap-choose">
        <label className="line"><span className="soft">Workflow</span>
          <select value={workflow} onChange={(event) => seek({ workflow: event.target.value })}>
            {names.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
        <label className="line"><span className="soft">Ways of at least</span>
          <input type="range" min={0} max={MOST} value={paths} onChange={(event) => seek({ paths: event.target.value === String(USUAL) ? undefined : event.target.value })} />
          <span className="numbers ProcessMap-share">{paths} % of runs</span>
        </label>
      </span>
    )}>
      <Of workflow={workflow} paths={paths} />
    </Section>
  )
}

function Of({ workflow, paths }: { workflow: string; paths: number }) {
  const since = sinceOf(periodOf(useSearch({ strict: false }) as Search))
  const { data: map, error, refetch } = useQuery(mapQuery(workflow, since))
  if (error instanceof Problem && error.status === 404 && !map) return <p className="soft">None of its runs ended in this time.</p>
  if (error && !map) return <ErrorBox error={error} onRetry={() => void refetch()} />
  if (!map) return <Skeleton />
  const drawn = atLeast(map, paths)
  const fewer = map.edges.length - drawn.edges.length
  return (
    <div className="stack">
      <p className="soft">
        {map.whole ? count(map.runs, 'run') : `The last ${count(map.runs, 'run')}`}{map.runs < ENOUGH && `, and ${ENOUGH - map.runs} more are needed to trust the shares`}.
        The wider a line, the more often; the darker, the longer until what followed. Amber waits for people.
        {fewer > 0 && ` ${count(fewer, 'rarer way is', 'rarer ways are')} not drawn.`}
      </p>
      <Picture map={drawn} />
      <details>
        <summary>The same as tables</summary>
        <Tables map={drawn} />
      </details>
    </div>
  )
}

const MARGIN = 16

function Picture({ map }: { map: Shown }) {
  const [width, height] = [map.width + 2 * MARGIN, map.height + 2 * MARGIN]
  const nodes = map.nodes.filter((node) => node.step)
  return (
    <div className="ProcessMap" role="region" aria-label={`Process map of ${map.workflow}`} tabIndex={0}>
      <svg viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`} style={told({ '--wide': `${width}px` })}>
        <title>{`${count(nodes.length, 'place')} where work was done; below it stands the same as tables`}</title>
        {map.edges.map((edge) => <polyline key={`${edge.from}>${edge.to}`} className="ProcessMap-way" points={edge.points.join(' ')} strokeWidth={edge.width} style={told({ '--heat': `${Math.round(edge.heat * 100)}%` })}><title>{says(edge)}</title></polyline>)}
        {map.edges.map((edge) => <Count key={`${edge.from}>${edge.to}`} edge={edge} />)}
        {map.nodes.map((node) => (node.step ? <Box key={node.id} node={node} workflow={map.workflow} /> : <End key={node.id} node={node} />))}
      </svg>
    </div>
  )
}

/** Values for the style sheet, which TypeScript does not know by name. */
function told(values: Record<`--${string}`, string>): CSSProperties {
  return values as CSSProperties
}

function says({ from, to, count: times, waitMs }: MapEdge): string {
  return `${visibleLine(from)} → ${visibleLine(to)}: ${count(times, 'time')}, ${span(waitMs)} later`
}

function Count({ edge }: { edge: MapEdge }) {
  const [x, y] = along(edge.points)
  return <text className="ProcessMap-count" x={x} y={y - edge.width / 2 - 3} textAnchor="middle">{figure(edge.count)}</text>
}

function End({ node }: { node: MapNode }) {
  return (
    <g>
      <circle className="ProcessMap-end" cx={node.x + node.w / 2} cy={node.y + node.h / 2} r={node.w / 2 - 2} />
      <text className="ProcessMap-count" x={node.x + node.w / 2} y={node.y - 4} textAnchor="middle">{node.kind === 'start' ? 'begins' : 'ends'}</text>
    </g>
  )
}

function Box({ node, workflow }: { node: MapNode; workflow: string }) {
  const search: Search = useSearch({ strict: false })
  const people = node.kind === 'task'
  const took = `${figure(node.count)} × ${span(node.p50Ms)}`
  return (
    <Link to="." search={{ ...search, figure: people ? 'tasks' : 'works', of: `step:${workflow}#${node.step}` }} className="ProcessMap-link">
      <rect className={`ProcessMap-box ${people ? 'ProcessMap-people' : ''}`} x={node.x} y={node.y} width={node.w} height={node.h} rx="6" />
      <text className="ProcessMap-name" x={node.x + 10} y={node.y + 18}>{`${visibleLine(node.who)} `}</text>
      <text className="ProcessMap-says" x={node.x + 10} y={node.y + 34}>{`${visibleLine(node.step)} `}</text>
      <text className="ProcessMap-says" x={node.x + 10} y={node.y + 49}>{took}</text>
      {node.heat > 0 && <rect className={people ? 'ProcessMap-waited' : 'ProcessMap-queued'} x={node.x} y={node.y + node.h - 4} width={node.w * node.heat} height="4"><title>{`waited ${span(node.waitMs)} each`}</title></rect>}
    </Link>
  )
}

function Tables({ map }: { map: Shown }) {
  return (
    <div className="stack">
      <Table label="Who did what" rows={map.nodes.filter((node) => node.step)} rowKey={(node) => node.id} columns={[
        { name: 'step', head: 'Step', cell: (node) => visibleLine(node.step) },
        { name: 'who', head: 'Who', cell: (node) => visibleLine(node.who) },
        { name: 'count', head: 'Times', figures: true, cell: (node) => figure(node.count) },
        { name: 'p50', head: 'Half within', figures: true, cell: (node) => span(node.p50Ms) },
        { name: 'wait', head: 'Of that waited', figures: true, cell: (node) => span(node.waitMs) },
      ]} />
      <Table label="What followed upon what" rows={map.edges} rowKey={(edge) => `${edge.from}>${edge.to}`} columns={[
        { name: 'from', head: 'From', cell: (edge) => visibleLine(edge.from) },
        { name: 'to', head: 'To', cell: (edge) => visibleLine(edge.to) },
        { name: 'count', head: 'Times', figures: true, cell: (edge) => figure(edge.count) },
        { name: 'wait', head: 'Later, on average', figures: true, cell: (edge) => span(edge.waitMs) },
      ]} />
    </div>
  )
}
