import type { Json, JsonObject, Risk, TaskItem } from './types'

/** A task with its whole brief. What a server does not say is left out. */
export interface Task extends TaskItem {
  digest: string
  brief: Brief
  friction?: Friction
  approval?: Approval
  decision?: Decision
  reason?: string
  handsOverAt?: string
  handed?: { by: string; from: string; to: string; why: string; at: string }[]
}

export interface Friction {
  evidenceFirst?: boolean
  reasonAsked?: boolean
  blindFirst?: boolean
  batch?: boolean
  /** The evidence that the one who looks has opened, and what of it is still to be opened. */
  opened?: string[]
  missing?: string[]
  /** Their own answer, given before the opinions were shown. */
  provisional?: string
}

export interface Approval {
  rule: string
  team: string
  call: string
  people: number
  fourEyes: boolean
  requesters: string[]
  votes: { by: string; why?: string; at: string }[]
}

export interface Decision {
  answer: string
  by: string
  why?: string
  at: string
  data?: Json
}

export interface Brief {
  question: string
  answers: Record<string, string>
  show: Json
  proposals: Json
  form?: JsonObject
  otherwise?: string
  /** Whether the opinions wait for an answer of one's own. */
  withheld?: boolean
  opinions?: Opinion[]
  differences?: Difference[]
  evidence?: Evidence[]
  diff?: Change[]
  precedents?: Precedent[]
  precedentsWithheld?: number
  asked?: { by?: string; policy?: string; version?: string; rule?: string; when?: string; workflow?: string; line?: number; text?: string }
  call?: { target?: string; work?: string; effect?: string; arguments?: Json; digest?: string; key?: string }
  cost?: { soFar?: Amount; estimate?: Amount; from?: string }
  deadline?: { at?: string; then?: string }
  rollback?: string
  reasons?: string[]
  run?: { steps?: number; tokens?: number }
}

export interface Amount {
  amount: number | string
  currency: string
}

export interface Opinion {
  member: string
  agent?: string
  version?: string
  output?: Json
  rationale?: string
  confidence?: number
  record?: { stood?: number; of: number; good?: number; reported?: number } | null
  evidence?: string[]
  failed?: string
}

export interface Difference {
  field: string
  agree: boolean
  compared?: boolean
  values: Record<string, Json>
}

export interface Evidence {
  id: string
  title: string
  from?: string
  locator?: string
  required?: boolean
  value: Json
}

export interface Change {
  pointer: string
  before?: Json
  after?: Json
  by?: string
}

export interface Precedent {
  run: string
  task?: string
  subject?: string
  answer: string
  by?: string
  at?: string
  outcome?: Json
  good?: boolean
  likeness?: number
  differs?: { field: string; here?: Json; there?: Json }[]
}

export interface Comment {
  by: string
  at: string
  text: string
}

export type { Risk }
