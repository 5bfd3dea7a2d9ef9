import { queryOptions } from '@tanstack/react-query'
import { get, url } from './client'
import type { Amount } from './house'

/** What the runs add up to, as docs/reference/openapi.yaml describes it. */

/** By what figures can be asked. */
export type Dimension = 'agent' | 'tool' | 'workflow' | 'step' | 'team' | 'owner' | 'person'

/** Half of all are not above the first, 95 % not above the second. */
export interface Spread {
  count: number
  sumMs: number
  p50Ms: number
  p95Ms: number
}

export interface Kind {
  kind: string
  count: number
}

interface Card {
  name: string
}

/** Counts have the name of the figure that lists the rows behind them. */
export interface QualityCard extends Card {
  works: number
  ok: number
  errors: Kind[]
  stood: number
  fell: number
  reworked: number
  escalated: number
  started?: number
  completed?: number
  faulted?: number
  cancelled?: number
  faults?: Kind[]
  runsEscalated?: number
  runsGood?: number
  runsBad?: number
  tasks?: number
  decided?: number
  timedOut?: number
  tasksEscalated?: number
  reviewed: number
  overridden: number
  goals?: Goal[]
  calibration?: Calibration
}

/** What a workflow says that it wants to reach, beside the truth. */
export interface Goal {
  figure: string
  /** The whole goal: `at least 95 % of work stands`. */
  says: string
  mark: string
  truth?: string
  /** How many cases tell the truth. */
  cases: number
  /** Nothing where there are too few cases to tell. */
  met?: boolean
}

/** How sure an agent said it was, by fifths, beside what share stood. */
export interface Calibration {
  cases: number
  /** How far both are apart on average; nothing with too few cases. */
  error?: number
  bins: { figure: string; from: number; to: number; cases: number; said: number; stood: number; stoodShare: number }[]
}

export interface CostCard extends Card {
  works: number
  completed: number
  cost: Amount[]
  wasteCost: Amount[]
  costPerCompleted?: Amount[]
  tokensIn: number
  tokensOut: number
  wasteTokens: number
  retries: number
  wasted: number
  wasteMs: number
  humanMs: number
  humanMsPerCompleted?: number
}

export interface TimeCard extends Card {
  works: number
  completed: number
  work?: Spread
  queue?: Spread
  people?: Spread
  total?: Spread
  tasksOpen?: Spread
  run?: Spread
  waited?: Spread
}

export interface ReviewCard extends Card {
  reviews: number
  overrode: number
  blind: number
  moved: number
  dwell?: Spread
  opened: number
  read: number
  reviewsGood: number
  reviewsBad: number
}

interface Views {
  quality: QualityCard
  cost: CostCard
  time: TimeCard
  reviewers: ReviewCard
}

export interface Cards<Of> {
  items: Of[]
  /** Whether all that was asked for was looked through. */
  whole: boolean
  /** Runs that are not counted, since what they did was erased before. */
  notCounted: number
}

export interface Asked {
  by: Dimension
  since?: string
  /** Only this one. */
  name?: string
}

const EVERY_MS = 10_000

export function cardsQuery<View extends keyof Views>(view: View, { by, since, name }: Asked) {
  return queryOptions({
    queryKey: ['insights', view, by, since ?? '', name ?? ''],
    queryFn: ({ signal }) => get<Cards<Views[View]>>(url(`/api/v1/insights/${view}`, { by, since, ...(name ? { [by]: name } : {}) }), signal),
    refetchInterval: EVERY_MS,
  })
}

/** A run behind a figure, with the piece of work or the word that counted. */
export interface BehindRow {
  run: string
  workflow: string
  started: string
  ended?: string
  totalMs?: number
  result: string
  error?: string
  good?: boolean
  work?: { id: string; step: string; kind: string; who?: string; team?: string; began: string; ended?: string; result: string; error?: string; confidence?: number; stood?: boolean; attempts: number; workMs: number; peopleMs: number; cost?: Amount }
  review?: { task: string; step: string; team: string; decided: string; dwellMs?: number; overrode: boolean; moved: boolean }
}

export interface AskedBehind extends Required<Pick<Asked, 'by' | 'name'>> {
  since?: string
  /** Which figure has to count it; empty for all runs. */
  figure: string
  error?: string
}

const PAGE = 50

export function rowsBehind({ by, name, since, figure, error }: AskedBehind, before: string, signal?: AbortSignal) {
  return get<{ items: BehindRow[]; next?: string }>(url('/api/v1/insights/runs', { [by]: name, since, figure, error, before, limit: PAGE }), signal)
}

/** Somebody at a step of a workflow, where the server has placed it. Runs begin at the kind start, and end at end. */
export interface MapNode {
  id: string
  step: string
  kind: string
  who: string
  count: number
  p50Ms: number
  waitMs: number
  /** Its share of the longest wait, from 0 to 1. */
  heat: number
  x: number
  y: number
  w: number
  h: number
}

/** What followed upon what, and how much later. */
export interface MapEdge {
  from: string
  to: string
  count: number
  waitMs: number
  heat: number
  width: number
  points: [number, number][]
}

export interface ProcessMap {
  workflow: string
  runs: number
  /** Whether these are all its runs, and not only the last ones. */
  whole: boolean
  width: number
  height: number
  nodes: MapNode[]
  edges: MapEdge[]
}

export function mapQuery(workflow: string, since: string | undefined) {
  return queryOptions({
    queryKey: ['insights', 'map', workflow, since ?? ''],
    queryFn: ({ signal }) => get<ProcessMap>(url('/api/v1/insights/map', { workflow, since }), signal),
    staleTime: 60_000,
  })
}

/** What a run will probably take, as earlier ones tell. */
export interface Preview {
  workflow: string
  runs: number
  ofThisVersion: boolean
  known: boolean
  says: string
  took?: Half
  waited?: Half
  cost?: { currency: string; p50: string; p95: string }[]
  people?: { team: string; share?: number; tasks: number; open: Half; worked: Half }[]
}

export interface Half {
  p50Ms: number
  p95Ms: number
}

export function previewQuery(namespace: string, name: string, version: string | undefined) {
  return queryOptions({
    queryKey: ['insights', 'preview', namespace, name, version ?? ''],
    queryFn: ({ signal }) => get<Preview>(url(`/api/v1/workflows/${encodeURIComponent(name)}/preview`, { namespace, version }), signal),
    enabled: !!name,
    staleTime: 60_000,
  })
}

export interface Finding {
  id: string
  kind: string
  weight: 'high' | 'medium'
  about: { kind: string; name: string }
  what: string
  since?: string
  sure: { measure: string; value: number; says: string }
  runs: { run: string; link: string }[]
  mend: string
}

export const healthQuery = queryOptions({
  queryKey: ['insights', 'health'],
  queryFn: ({ signal }) => get<{ at: string; items: Finding[] }>('/api/v1/insights/health', signal),
  refetchInterval: EVERY_MS,
})
