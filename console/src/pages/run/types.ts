import type { Json, TaskItem } from '../../api/types'
import type { Run } from '../runs/types'

export interface Cost {
  amount: string | number
  currency: string
}

export interface Fault {
  type?: string
  title?: string
  detail?: string
  status?: number
  [name: string]: Json | undefined
}

export interface Effect {
  key: string
  place: string
  target: string
  work: string
  effect: string
  keyed?: boolean
  digest?: string
  verdict?: string
  rule?: string
  reason?: string
  state: string
  attempts: number
  intended?: string
  settled?: string
  asked?: string
  arguments?: Json
  output?: Json
  evidence?: Json
  error?: Fault
  check?: { target?: string; state?: string; attempts?: number; output?: Json; error?: Fault }
  tokensIn?: number
  tokensOut?: number
  cost?: Cost
  reused?: number
  recalled?: string
  approved?: { rule: string; team: string; at: string; by: string[] }[]
  changed?: { by: string; from: string; to: string }[]
}

export interface Choice {
  place: string
  skill: string
  chosen: string
  why: string
  at: string
}

export interface Whole extends Run {
  definition: string
  erased?: boolean
  startKey?: string
  priority?: string
  sameSubject?: string[]
  children?: { id: string; workflow: string; status: string; started: string; problem: string }[]
  moreChildren?: boolean
  input?: Json
  output?: Json
  error?: Fault
  cancelled?: { by: string; reason: string }
  steps: { place: string; step: string; stage: string }[]
  choices?: Choice[]
  effects: Effect[]
  effectsLeftOut?: number
  tasks: TaskItem[]
  rerunOf?: { run: string; from: string; edited?: boolean; by: string; why: string }
  reruns?: { run: string; from?: string }[]
  outcomes?: { outcome: Json; good?: boolean; by: string; at: string }[]
}

export type StepState = 'done' | 'running' | 'waiting' | 'held' | 'failed' | 'planned' | 'in-doubt' | 'cancelled' | (string & {})

export interface Span {
  kind: 'work' | 'person' | 'timer' | 'queue' | 'hold' | (string & {})
  from: string
  to?: string
}

export interface Row {
  place: string
  step: string
  label: string
  kind: string
  state: StepState
  /** The steps around it. */
  depth?: number
  /** How often it was tried; 0 for what is ahead. */
  attempt?: number
  /** Of a loop; or how many rounds stand together in this one row. */
  rounds?: number
  from?: string
  to?: string
  spans: Span[]
  cost?: Cost
  tokens?: number
  effects?: string[]
  tasks?: string[]
  usually?: number
  people?: boolean
}

export interface Timeline {
  started: string
  ended?: string
  now: string
  status: string
  cost?: Cost
  tokens?: number
  rows: Row[]
  costs?: Cost[]
  /** There are more rows than are shown. */
  more?: boolean
}

export interface GraphNode {
  id: string
  step: string
  label: string
  kind: string
  detail?: string
  title?: string
  when?: string
  x: number
  y: number
  w: number
  h: number
  people?: boolean
  effect?: string
  parent?: string
  folded?: { count: number }
}

export interface GraphEdge {
  id: string
  from: string
  to: string
  label?: string
  labelled?: { x: number; y: number; w: number; h: number }
  points: [number, number][]
  back?: boolean
  error?: boolean
}

export interface WorkflowGraph {
  direction: string
  width: number
  height: number
  nodes: GraphNode[]
  edges: GraphEdge[]
}

export interface Entry {
  position: number
  number: number
  at: string
  erased?: boolean
  facts: { type: string; [name: string]: Json }[]
}
