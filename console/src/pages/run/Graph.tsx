import { Handle, Position, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import type { Edge, EdgeProps, Node, NodeProps, ReactFlowState } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { Bot, Braces, GitFork, Globe, Hourglass, Layers, Maximize, Merge, Minus, Play, Plus, Repeat, ShieldAlert, Split, SquareCheck, TriangleAlert, Users, Wrench } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { memo, useEffect, useMemo, useRef } from 'react'
import { IconButton } from '../../ui/Button'
import { Fermata } from '../../ui/Sign'
import { worstOf } from './scale'
import { StepMark, stepWord } from './StepMark'
import { taken } from './taken'
import type { GraphEdge, GraphNode, Row, WorkflowGraph } from './types'
import './Graph.css'

const icons: Record<string, LucideIcon> = {
  do: Layers, set: Braces, switch: Split, for: Repeat, fork: GitFork, join: Merge, try: ShieldAlert, catch: ShieldAlert, raise: TriangleAlert,
  wait: Hourglass, http: Globe, agent: Bot, skill: Bot, tool: Wrench, plan: Bot, run: Play, panel: Users, member: Bot, conflict: Users, emit: Globe, listen: Hourglass,
}
const points = new Set(['start', 'end', 'exit', 'join'])
const around = new Set(['do', 'for', 'fork', 'try', 'catch', 'panel'])

interface Standing {
  state: string
  many: number
}

type StepNode = Node<{ node: GraphNode; standing?: Standing; chosen: boolean; run: boolean; box: boolean }, 'step'>
type PathEdge = Edge<{ edge: GraphEdge; taken: boolean; run: boolean }, 'path'>

/** How the steps of a run stand, by the step's place in the document. */
function standings(rows: readonly Row[] | undefined): Map<string, Standing> {
  const states = new Map<string, string[]>()
  const many = new Map<string, number>()
  for (const row of rows ?? []) {
    states.set(row.step, [...(states.get(row.step) ?? []), row.state])
    // A loop says itself how many rounds it has; of what is inside, rows that stand for several count as several.
    many.set(row.step, (many.get(row.step) ?? 0) + (row.place.endsWith('*') ? (row.rounds ?? 1) : 1))
  }
  return new Map([...states].map(([step, all]) => [step, { state: worstOf(all), many: many.get(step) ?? 1 }]))
}

/** The server's picture of a workflow; with rows, how a run of it stands. */
export function Graph(props: { graph: WorkflowGraph; rows?: readonly Row[]; completed?: boolean; chosen?: string; onChoose: (step: string) => void; onMany?: (step: string) => void }) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

const WHOLE = { padding: 0.06, maxZoom: 1 }
/** The smallest at which all of it is shown at first, and the size at which a part of it is read. */
const LEGIBLE = 0.85
const READ = 0.95

const nodeTypes = { step: memo(Step) }
const edgeTypes = { path: memo(Path) }

function Canvas({ graph, rows, completed = false, chosen, onChoose, onMany }: Parameters<typeof Graph>[0]) {
  const flow = useReactFlow()
  const { nodes, edges } = useMemo(() => {
    const stand = standings(rows)
    const parents = new Set(graph.nodes.map((node) => node.parent).filter(Boolean))
    const conflicts = asked(graph, rows)
    const went = new Set(graph.nodes.filter((node) => conflicts.has(node.id) || reached(node, stand)).map((node) => node.id))
    const nodes = graph.nodes.map((node): StepNode => {
      const box = parents.has(node.id) || (around.has(node.kind) && node.h > 60)
      return {
        id: node.id,
        type: 'step',
        position: { x: node.x, y: node.y },
        width: node.w,
        height: node.h,
        zIndex: box ? 0 : 2,
        data: { node, standing: conflicts.get(node.id) ?? stand.get(node.step), chosen: chosen !== undefined && chosen === node.step && !points.has(node.kind), run: !!rows, box },
      }
    })
    const along = rows ? taken(graph, rows, went, completed) : new Set<string>()
    const edges = graph.edges.map((edge): PathEdge => ({
      id: edge.id,
      source: edge.from,
      target: edge.to,
      type: 'path',
      zIndex: 1,
      data: { edge, run: !!rows, taken: along.has(edge.id) },
    }))
    return { nodes, edges }
  }, [graph, rows, completed, chosen])

  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = box.current ?? {}
    if (!width || !height || Math.min(width / graph.width, height / graph.height) >= LEGIBLE) return void flow.fitView(WHOLE)
    // Too large to be read as a whole: it begins where work is under way, or else at its start.
    const under = nodes.find(({ data }) => data.chosen) ?? nodes.find(({ data }) => data.standing && ['waiting', 'running', 'failed', 'in-doubt'].includes(data.standing.state) && !data.box)
    const at = under ?? nodes[0]
    const down = graph.direction === 'down' && !under
    if (at) void flow.setCenter(at.position.x + (at.width ?? 0) / 2 + (down || under ? 0 : width / 2 - 40), at.position.y + (down ? height / 2 - 40 : 0), { zoom: READ })
    // Where it begins is decided once: what changes later does not move it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [flow, graph])

  return (
    <div ref={box} className="Graph" role="group" aria-label="Graph of the workflow">
      <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} onlyRenderVisibleElements
        minZoom={0.05} maxZoom={2} nodesDraggable={false} nodesConnectable={false}
        nodesFocusable edgesFocusable={false} elementsSelectable={false} deleteKeyCode={null}
        onNodeClick={(event, node) => {
          if (points.has(node.data.node.kind)) return
          const many = event.target instanceof Element && event.target.closest('.Graph-many')
          if (many && onMany) onMany(node.data.node.step)
          else onChoose(node.data.node.step)
        }}>
        <div className="Graph-tools">
          <IconButton label="Larger" onClick={() => void flow.zoomIn()}><Plus size={14} aria-hidden="true" /></IconButton>
          <IconButton label="Smaller" onClick={() => void flow.zoomOut()}><Minus size={14} aria-hidden="true" /></IconButton>
          <IconButton label="All of it" onClick={() => void flow.fitView(WHOLE)}><Maximize size={14} aria-hidden="true" /></IconButton>
        </div>
      </ReactFlow>
    </div>
  )
}

/** The people's part of a panel has no row of its own: it stands as the panel's time with people does. */
function asked(graph: WorkflowGraph, rows: readonly Row[] | undefined): Map<string, Standing> {
  const found = new Map<string, Standing>()
  for (const node of graph.nodes) {
    if (node.kind !== 'conflict' || !rows) continue
    const panel = graph.nodes.find((each) => each.id === node.parent)?.step
    const spans = rows.filter((row) => row.step === panel).flatMap((row) => row.spans.filter((span) => span.kind === 'person'))
    if (spans.length) found.set(node.id, { state: spans.some((span) => !span.to) ? 'waiting' : 'done', many: 1 })
  }
  return found
}

/** A point of the picture is passed when what is around or before it is; the first always is. */
function reached(node: GraphNode, stand: ReadonlyMap<string, Standing>): boolean {
  if (node.kind === 'start') return true
  const standing = stand.get(node.step)
  return !!standing && standing.state !== 'planned'
}

/** From so far away nobody reads: boxes and lines alone are drawn, so that a large picture moves smoothly. */
const isFar = (state: ReactFlowState) => state.transform[2] < 0.4

function Step({ data: { node, standing, chosen, run, box } }: NodeProps<StepNode>) {
  const far = useStore(isFar)
  const Icon = icons[node.kind]
  const state = standing?.state ?? (run ? 'planned' : '')
  if (points.has(node.kind)) {
    return (
      <div className={`Graph-point Graph-${node.kind}`} title={node.title ?? node.kind}>
        <Ends />
      </div>
    )
  }
  const looks = `${box ? 'Graph-box' : 'Graph-step'} ${state ? `Graph-of-${state}` : ''} ${chosen ? 'Graph-chosen' : ''} ${node.effect === 'irreversible' ? 'Graph-final' : ''}`
  if (far) return <div className={looks} title={node.label}><Ends /></div>
  const title = [node.title || node.label, node.when && `if ${node.when}`, state && stepWord(state)].filter(Boolean).join('\n')
  return (
    <div className={looks} title={title}>
      <Ends />
      <span className="Graph-line">
        {node.people ? <Fermata size={14} /> : Icon ? <Icon size={13} aria-hidden="true" /> : <SquareCheck size={13} aria-hidden="true" />}
        <span className="Graph-label cut">{node.label}</span>
      </span>
      {state && state !== 'planned' && <span className="Graph-mark"><StepMark state={state} size={15} /></span>}
      {(standing?.many ?? 1) > 1 && <span className="Graph-many numbers" title={`${standing?.many} times; show them`}>×{standing?.many}</span>}
      {!box && node.detail && <span className="Graph-detail cut">{node.detail}</span>}
    </div>
  )
}

/** Where lines are attached, for the library; they are drawn where the server says. */
function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  )
}

function Path({ data }: EdgeProps<PathEdge>) {
  if (!data) return null
  const { edge, taken: went, run } = data
  const line = rounded(edge.points)
  const [x, y] = edge.labelled ? [edge.labelled.x + edge.labelled.w / 2, edge.labelled.y + edge.labelled.h / 2] : middle(edge.points)
  return (
    <g className={`Graph-edge ${went ? 'Graph-taken' : run ? 'Graph-planned' : ''} ${edge.error ? 'Graph-error' : ''}`}>
      <path d={line} fill="none" markerEnd="" />
      <path d={arrow(edge.points)} className="Graph-arrow" />
      {edge.label && <text x={x} y={y} textAnchor="middle" dominantBaseline="central">{edge.label}</text>}
    </g>
  )
}

const RADIUS = 6

/** A line through the points, its corners rounded. */
export function rounded(points: readonly [number, number][]): string {
  const first = points[0]
  if (!first) return ''
  let path = `M${first[0]} ${first[1]}`
  for (let i = 1; i < points.length; i++) {
    const [x, y] = points[i] ?? first
    const next = points[i + 1]
    const [px, py] = points[i - 1] ?? first
    if (!next) {
      path += `L${x} ${y}`
      continue
    }
    const before = Math.min(RADIUS, Math.hypot(x - px, y - py) / 2)
    const after = Math.min(RADIUS, Math.hypot(next[0] - x, next[1] - y) / 2)
    const from = towards([x, y], [px, py], before)
    const to = towards([x, y], next, after)
    path += `L${from[0]} ${from[1]}Q${x} ${y} ${to[0]} ${to[1]}`
  }
  return path
}

function towards([x, y]: [number, number], [tx, ty]: readonly [number, number], length: number): [number, number] {
  const whole = Math.hypot(tx - x, ty - y) || 1
  return [x + ((tx - x) / whole) * length, y + ((ty - y) / whole) * length]
}

function middle(points: readonly [number, number][]): [number, number] {
  const one = points[Math.floor((points.length - 1) / 2)] ?? [0, 0]
  const other = points[Math.ceil((points.length - 1) / 2)] ?? one
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]
}

function arrow(points: readonly [number, number][]): string {
  const end = points.at(-1)
  const before = points.at(-2)
  if (!end || !before) return ''
  const angle = Math.atan2(end[1] - before[1], end[0] - before[0])
  const corner = (turn: number) => `${end[0] - 7 * Math.cos(angle + turn)} ${end[1] - 7 * Math.sin(angle + turn)}`
  return `M${end[0]} ${end[1]}L${corner(0.45)}L${corner(-0.45)}Z`
}
