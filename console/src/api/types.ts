/** What the API answers, as docs/reference/openapi.yaml describes it; what may be missing is optional. */

export interface Whoami {
  name: string
  kind: 'person' | 'machine'
  displayName?: string
  roles: string[]
  teams: string[]
  csrf?: string
}

export interface Items<T> {
  items: T[]
  next?: string | number
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export type TaskKind = 'human' | 'approve' | 'in-doubt' | 'repair' | 'conflict' | (string & {})
export type TaskState = 'open' | 'claimed' | 'decided' | 'handing-over' | 'timed-out' | 'withdrawn' | (string & {})
export type Risk = 'low' | 'medium' | 'high'

export interface TaskItem {
  id: string
  run: string
  kind: TaskKind
  team: string
  question: string
  state: TaskState
  opened: string
  place: string
  due?: string
  escalate?: string[]
  claimedBy?: string
  mine?: boolean
  workflow?: string
  subject?: string
  risk?: Risk
  riskWhy?: string | string[]
  cost?: number | string
  proposal?: string
  snoozedUntil?: string
  comments?: number
  /** Who is away, and whom the one who looks stands in for. */
  behalf?: string
  batchable?: boolean
  digest?: string
}

export type RunStatus =
  | 'running'
  | 'waiting'
  | 'held'
  | 'paused'
  | 'completed'
  | 'faulted'
  | 'cancelled'
  | 'ending'
  | (string & {})

export interface RunItem {
  id: string
  workflow: string
  status: RunStatus
  started: string
  ended?: string
  subject?: string
  problem?: string
  inDoubt?: number
}

export interface ServerStatus {
  version?: string
  runs?: Record<string, number>
  tasks?: number
  inDoubt?: number
  [name: string]: unknown
}

/** What has changed, as `/api/v1/live` tells it. */
export interface LiveChange {
  kind: 'task' | 'run' | 'house'
  id: string
  status?: string
  position: number
}
