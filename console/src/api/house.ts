import type { JsonObject } from './types'

/** What the pages about the house show, as docs/reference/openapi.yaml describes it. */

export interface Amount {
  amount: string
  currency: string
}

export interface DayFigures {
  started: number
  completed: number
  faulted: number
  medianMs?: number
}

export interface Attention {
  kind: string
  weight: 'high' | 'medium'
  text: string
  link: string
}

export interface TeamLoad {
  team: string
  waiting: number
  claimed: number
  overdue: number
  oldest?: string
  decided: number
  medianMs?: number
}

export interface SpentOn extends Amount {
  name: string
  effects: number
}

export interface Hour {
  from: string
  started: number
  ended: number
  faulted: number
}

export interface Overview {
  at: string
  midnight: string
  numbers: {
    runs: DayFigures & { before: DayFigures; whole: boolean; live: number }
    waiting: { tasks: number; overdue: number; oldest?: string }
    cost: { today: Amount[]; budget?: { name: string; per: string; percent: number; taken?: Amount; limit?: Amount } }
    agents: { all: number; degraded: { kind: 'agent' | 'tool'; name: string; why: string }[] }
  }
  attention: Attention[]
  people: TeamLoad[]
  spend: { workflows: SpentOn[]; targets: SpentOn[] }
  throughput: Hour[]
  firstRun: { step: 'server' | 'run' | 'task' | 'agent'; done: boolean }[]
}

export interface Endpoint {
  kind: string
  url?: string
  command?: string[]
  directory?: string
  environment?: string[]
  headers?: string[]
  model?: { name: string; url: string; api: string; [more: string]: unknown }
  fallback?: { name: string; url: string; [more: string]: unknown }
  instructions?: string
  turns?: number
  tool?: string
  card?: string
  signed?: boolean
  function?: string
}

export interface Limits {
  concurrency: number
  timeout: string
  answerBytes: number
  rate?: { calls: number; per: string }
}

export interface Agent {
  name: string
  version: string
  owner: string
  purpose: string
  endpoint: Endpoint
  skills: string[]
  effect: string
  keyed: boolean
  limits: Limits
  input?: JsonObject
  output?: JsonObject
  fingerprint: string
}

export interface Tool {
  name: string
  description: string
  effect: string
  keyed: boolean
  input?: JsonObject
  output?: JsonObject
  hints?: JsonObject
}

export interface ToolServer {
  name: string
  version: string
  owner: string
  purpose: string
  endpoint: Endpoint
  limits: Limits
  tools: Tool[]
  fingerprint: string
}

export interface Counted {
  kind: 'agent' | 'tool'
  name: string
  done: number
  failed: number
  flying: number
  last?: string
  cost?: Amount
}

export interface RecordItem extends Counted {
  usedIn: number
}

export interface KeptVersion {
  act: 'added' | 'removed'
  version?: string
  digest?: string
  source?: string
  by: string
  at: string
  why?: string
}

export interface WholeRecord extends Counted {
  since: string
  usualMs?: number
  usedIn: string[]
  versions: KeptVersion[]
  bounded?: boolean
  boundary?: { labels: string[]; region?: string; regions?: string[]; effects?: string[]; tools?: string[]; trusted: boolean }
  sameSkills?: string[]
}

export interface Sprawl {
  score: number
  things: number
  items: { finding: string; kind: 'agent' | 'tool'; name: string; points: number; why: string; mend: string }[]
}

export interface Complaint {
  line: number
  column: number
  /** Where in the value, where it is of a value and not of a text. */
  pointer?: string
  message: string
  level: 'error' | 'warning'
}

export interface Linted {
  valid: boolean
  complaints: Complaint[]
  name?: string
  version?: string
  cases?: { name: string; expect: string; got: string; passed: boolean; failure?: string }[]
}

export interface Thrown {
  reach: string
  why: string
  by: string
  at: string
}

export interface PolicyItem {
  name: string
  version: string
  owner: string
  then: string
  scope: { effects?: string[]; targets?: string[]; workflows?: string[] }
  digest: string
  by?: string
  published?: string
  why?: string
  when?: string
  source?: string
}

export interface Forecast {
  effects: number
  unchanged: number
  newlyDenied: number
  newlyAsked: number
  noLongerDenied: number
  noLongerAsked: number
  askedOtherwise: number
  changedOtherwise: number
  undecidable: number
  loosened: number
  peopleHours: { added: number; saved: number; measuredBy: number }
  outcomes: { bad: number; badDenied: number; badAsked: number; good: number; goodDenied: number; goodAsked: number }
}

export interface Example {
  run: string
  key: string
  target: string
  now: string
  then: string
  rule: string
}

export interface Backtest extends Forecast {
  policy: string
  since: string
  runs: number
  whole: boolean
  badRuns: string[]
  examples: Record<string, Example[]>
}

export interface Proposal {
  name: string
  version: string
  act: 'publish' | 'withdraw'
  owner?: string
  then?: string
  digest: string
  by: string
  proposed: string
  why: string
  stale: boolean
  source?: string
  backtest: Forecast
}

export interface Shadow {
  name: string
  version: string
  then: string
  by: string
  since: string
  why: string
  wouldHave: { allow: number; ask: number; deny: number }
  changed: number
  source?: string
}

export interface Budget {
  name: string
  version: string
  owner: string
  per: string
  breach: string
  scope: Record<string, string[]>
  limit: Record<string, string | number>
  window?: string
  reserved?: Record<string, string | number>
  spent?: Record<string, string | number>
  by?: string
  added?: string
  why?: string
  source?: string
}

export interface Deed {
  position: number
  at: string
  by: string
  what: string
  subject: string
  of: 'house' | 'run'
  run?: string
  detail?: string
  why?: string
}

export interface Deeds {
  items: Deed[]
  next?: string
  lookedBackTo?: string
}

export interface Verification {
  state: 'none' | 'running' | 'sound' | 'broken' | 'failed'
  by?: string
  began?: string
  ended?: string
  what?: string
  done?: number
  total?: number
  why?: string
  entries?: number
  commits?: number
  runs?: number
  checkpoints?: number
  signed?: number
  first?: { position: number; stream: string; number: number; what: string }
}

export interface LedgerState {
  position: number
  signs: boolean
  checkpoint?: { number: number; at: string; last: number; key: string }
  retention: { days: number; allowed?: number; least: number }
  verification: Verification
}

/** What nobody registered, as discovery tells of it. */
export interface Discovered {
  name: string
  kind: string
  at: string
  reach: string
  owner: string
  effects: string
  offers: string[]
  credentials: string[]
  overlaps: string[]
  draft?: { kind: 'agent' | 'tool'; name: string; source: string; starts: boolean }
}
