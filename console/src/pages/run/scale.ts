import type { Row, Timeline } from './types'

/** A stretch of time, and where it is drawn, from 0 to 1. */
export interface Stretch {
  from: number
  to: number
  start: number
  end: number
  /** Drawn shorter than it was, for nothing happened in it. */
  folded: boolean
}

export interface Scale {
  stretches: Stretch[]
  /** Where a moment is drawn, from 0 to 1. */
  at: (moment: number) => number
  ticks: { at: number; ms: number }[]
  /** Where what is only planned begins. */
  planned: number
}

const LEAST_MS = 10
/** A stretch in which nothing is worked on is drawn at most so long, of all the work; all of them together at most as long as the work. */
const IDLE_SHARE = 0.5
const PLANNED_SHARE = 0.16
const TICKS = 6

/** Time from the first moment of a run to its last, in which long idle stretches are folded. */
export function scaleOf(timeline: Timeline, now: number): Scale {
  const start = Date.parse(timeline.started)
  const end = Math.max(start + LEAST_MS, timeline.ended ? Date.parse(timeline.ended) : now)
  const moments = new Set([start, end])
  const work: [number, number][] = []
  for (const row of timeline.rows) {
    for (const span of row.spans) {
      const from = within(Date.parse(span.from), start, end)
      const to = within(span.to ? Date.parse(span.to) : end, start, end)
      moments.add(from)
      moments.add(to)
      if (span.kind === 'work') work.push([from, to])
    }
  }
  const sorted = [...moments].sort((one, other) => one - other)
  const busy = union(work)
  const worked = busy.reduce((sum, [from, to]) => sum + to - from, 0)
  const gaps = sorted.slice(1).map((to, i) => ({ from: sorted[i] ?? start, to, idle: !busy.some(([one, other]) => one < to && other > (sorted[i] ?? start)) }))
  const one = worked ? Math.max(LEAST_MS, worked * IDLE_SHARE) : Infinity
  const idle = gaps.reduce((sum, gap) => sum + (gap.idle ? Math.min(one, gap.to - gap.from) : 0), 0)
  const most = worked && idle > worked ? one * (worked / idle) : one
  const widths = gaps.map(({ from, to, idle }) => ({ from, to, width: idle ? Math.min(most, to - from) : to - from }))
  const hasPlanned = timeline.rows.some((row) => row.state === 'planned')
  const total = widths.reduce((sum, each) => sum + each.width, 0) || 1
  const share = hasPlanned ? 1 - PLANNED_SHARE : 1
  let drawn = 0
  const stretches = widths.map(({ from, to, width }) => {
    const at = drawn
    drawn += (width / total) * share
    return { from, to, start: at, end: drawn, folded: width < to - from }
  })
  const at = (moment: number) => place(stretches, moment)
  return { stretches, at, ticks: ticks(stretches, start), planned: share }
}

function within(moment: number, start: number, end: number): number {
  return Math.max(start, Math.min(end, moment))
}

function place(stretches: readonly Stretch[], moment: number): number {
  const first = stretches[0]
  const last = stretches.at(-1)
  if (!first || !last || moment <= first.from) return first?.start ?? 0
  if (moment >= last.to) return last.end
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.to ?? 0) < moment) low = middle + 1
    else high = middle
  }
  const stretch = stretches[low] ?? last
  return stretch.start + ((moment - stretch.from) / (stretch.to - stretch.from || 1)) * (stretch.end - stretch.start)
}

function union(spans: [number, number][]): [number, number][] {
  const found: [number, number][] = []
  for (const [from, to] of spans.sort((one, other) => one[0] - other[0])) {
    const last = found.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

const UNITS = [10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 12e5, 18e5, 36e5, 72e5, 144e5, 216e5, 432e5, 864e5, 1728e5, 6048e5]

/** Round times since the start, where time is drawn in full and with room between them. */
function ticks(stretches: readonly Stretch[], start: number): { at: number; ms: number }[] {
  const full = stretches.filter((stretch) => !stretch.folded)
  const length = full.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0)
  const unit = UNITS.find((each) => length / each <= TICKS) ?? 6048e5
  const found: { at: number; ms: number }[] = []
  for (const stretch of full) {
    for (let ms = Math.ceil((stretch.from - start) / unit) * unit; ms <= stretch.to - start && found.length < 60; ms += unit) {
      const at = place(stretches, start + ms)
      const last = found.at(-1)
      if (!last || at - last.at > 0.13) found.push({ at, ms })
    }
  }
  return found
}

/** Folded stretches, those that touch as one. */
export function folds(stretches: readonly Stretch[]): Stretch[] {
  const found: Stretch[] = []
  for (const stretch of stretches.filter((each) => each.folded)) {
    const last = found.at(-1)
    if (last && last.to === stretch.from) found[found.length - 1] = { ...last, to: stretch.to, end: stretch.end }
    else found.push(stretch)
  }
  return found
}

/** How long a run was worked on, and how long it only waited for people. */
export function shares(timeline: Timeline, now: number): { work: number; person: number } {
  const end = timeline.ended ? Date.parse(timeline.ended) : now
  const of = (kind: string) =>
    union(timeline.rows.flatMap((row) => row.spans.filter((span) => span.kind === kind)
      .map((span): [number, number] => [Date.parse(span.from), span.to ? Date.parse(span.to) : end])))
      .reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0)
  return { work: of('work'), person: of('person') }
}

/** Rows as they are drawn: many of one step fold into one, unless they are asked for. */
export interface Drawn {
  row: Row
  depth: number
  /** How many rows of the same step this one stands for, itself included. */
  folded: number
  states: Record<string, number>
}

export const FOLD_OVER = 8

/** Steps in order of time, each followed by those within it: what goes on side by side is not mixed. */
export function nested(rows: readonly Row[]): Row[] {
  const places = new Set(rows.map((row) => row.place))
  const within = new Map<string, Row[]>()
  for (const row of rows) {
    let around = row.place
    do around = around.slice(0, Math.max(0, around.lastIndexOf('/')))
    while (around && !places.has(around))
    const others = within.get(around)
    if (others) others.push(row)
    else within.set(around, [row])
  }
  const found: Row[] = []
  const take = (place: string) => {
    const own = within.get(place) ?? []
    within.delete(place) // A place that was tried again has its steps once.
    for (const row of own) {
      found.push(row)
      take(row.place)
    }
  }
  take('')
  return found
}

export function drawn(rows: readonly Row[], only: string | undefined): Drawn[] {
  const many = new Map<string, Row[]>()
  for (const row of rows) many.set(row.step, [...(many.get(row.step) ?? []), row])
  const told = new Set<string>()
  const found: Drawn[] = []
  const depthOf = (row: Row) => row.depth ?? row.place.split('/').length
  const least = rows.reduce((found, row) => Math.min(found, depthOf(row)), 99)
  for (const row of rows) {
    if (only && row.step !== only) continue
    const same = many.get(row.step) ?? []
    const depth = depthOf(row) - least
    if (only || same.length <= FOLD_OVER) {
      found.push({ row, depth: only ? 0 : depth, folded: 1, states: {} })
    } else if (!told.has(row.step)) {
      told.add(row.step)
      found.push({ row: together(same), depth, folded: same.length, states: statesOf(same) })
    }
  }
  return found
}

const worst = ['in-doubt', 'failed', 'held', 'waiting', 'running', 'done', 'cancelled', 'planned']

/** The state that matters most among several. */
export function worstOf(states: readonly string[]): string {
  return worst.find((state) => states.includes(state)) ?? states[0] ?? 'planned'
}

function statesOf(rows: readonly Row[]): Record<string, number> {
  const states: Record<string, number> = {}
  for (const row of rows) states[row.state] = (states[row.state] ?? 0) + 1
  return states
}

function together(rows: readonly Row[]): Row {
  const first = rows[0] as Row
  const froms = rows.flatMap((row) => (row.from ? [row.from] : [])).sort()
  const open = rows.some((row) => row.from && !row.to)
  const tos = rows.flatMap((row) => (row.to ? [row.to] : [])).sort()
  return {
    ...first,
    state: worstOf(rows.map((row) => row.state)),
    from: froms[0],
    to: open ? undefined : tos.at(-1),
    spans: merge(rows),
    tokens: rows.reduce((sum, row) => sum + (row.tokens ?? 0), 0) || undefined,
    cost: sum(rows.flatMap((row) => (row.cost ? [row.cost] : []))),
  }
}

/** Their spans laid over each other, kind by kind. */
function merge(rows: readonly Row[]): Row['spans'] {
  const spans = rows.flatMap((row) => row.spans)
  return [...new Set(spans.map((span) => span.kind))].flatMap((kind) =>
    union(spans.filter((span) => span.kind === kind).map((span) => [Date.parse(span.from), span.to ? Date.parse(span.to) : Infinity]))
      .map(([from, to]) => ({ kind, from: new Date(from).toISOString(), to: to === Infinity ? undefined : new Date(to).toISOString() })))
}

function sum(costs: readonly { amount: string | number; currency: string }[]) {
  const first = costs[0]
  if (!first || costs.some((cost) => cost.currency !== first.currency)) return undefined
  return { amount: costs.reduce((total, cost) => total + Number(cost.amount), 0), currency: first.currency }
}
