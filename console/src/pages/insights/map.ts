import type { BehindRow } from '../../api/insights'
import { ROWS } from '../../api/insights'

/** Who did what in a step, and how long that took. */
export interface Doer {
  id: string
  /** agent, tool, run, or team where people were asked. */
  kind: string
  name: string
  count: number
  ms: number
}

export interface Step {
  name: string
  count: number
  /** In how many runs. */
  runs: number
  workMs: number
  peopleMs: number
}

/** How often runs went from one step to another; from '' they begin, to '' they end. */
export interface Way {
  from: string
  to: string
  count: number
}

export interface Does {
  step: string
  doer: string
  count: number
  ms: number
}

export interface ProcessMap {
  runs: number
  steps: Step[]
  doers: Doer[]
  ways: Way[]
  does: Does[]
}

interface Done {
  run: string
  step: string
  kind: string
  who: string
  at: number
  ms: number
  /** Whether its run has ended. */
  over: boolean
}

function doneOf(row: BehindRow): Done[] {
  const work = row.work
  if (!work) return []
  const people = work.kind === 'task'
  const at = Date.parse(work.began)
  const open = work.ended ? Math.max(0, Date.parse(work.ended) - at) : 0
  return [{ run: row.run, step: work.step, kind: people ? 'team' : work.kind, who: (people ? work.team : work.who) || 'nobody', at, ms: people ? open : work.workMs, over: !!row.ended }]
}

/** Runs of which some rows were cut off by the end of the page are left out: they would seem to begin in their middle. */
function whole(rows: readonly BehindRow[]): readonly BehindRow[] {
  if (rows.length < ROWS) return rows
  const cut = Math.min(...rows.map((row) => Date.parse(row.work?.ended ?? row.started)))
  return rows.filter((row) => Date.parse(row.started) >= cut)
}

/** How runs go from step to step, and who does what in them, from single pieces of work. */
export function mapOf(works: readonly BehindRow[], tasks: readonly BehindRow[]): ProcessMap {
  const kept = whole(works)
  const ids = new Set(kept.map((row) => row.run))
  const done = [...kept, ...tasks.filter((row) => ids.has(row.run))].flatMap(doneOf)
  const byRun = new Map<string, Done[]>()
  for (const each of done) byRun.set(each.run, [...(byRun.get(each.run) ?? []), each])
  const ways = new Map<string, Way>()
  const places = new Map<string, { sum: number; of: number }>()
  for (const all of byRun.values()) {
    const path = pathOf(all)
    path.forEach((step, i) => {
      const place = places.get(step) ?? { sum: 0, of: 0 }
      places.set(step, { sum: place.sum + i, of: place.of + 1 })
    })
    for (const [from = '', to = ''] of pairs(['', ...path, ...(all.some((each) => each.over) ? [''] : [])])) {
      const known = ways.get(`${from}\n${to}`)
      if (known) known.count++
      else ways.set(`${from}\n${to}`, { from, to, count: 1 })
    }
  }
  const order = (step: string) => { const place = places.get(step); return place ? place.sum / place.of : 0 }
  const steps = [...new Set(done.map((each) => each.step))].sort((one, other) => order(one) - order(other) || one.localeCompare(other))
  return {
    runs: byRun.size,
    steps: steps.map((name) => stepOf(name, done.filter((each) => each.step === name))),
    doers: doersOf(done),
    ways: [...ways.values()],
    does: doesOf(done),
  }
}

/** The steps of a run in their order, each once for as long as it lasts. */
function pathOf(all: readonly Done[]): string[] {
  const path: string[] = []
  for (const { step } of [...all].sort((one, other) => one.at - other.at)) if (path.at(-1) !== step) path.push(step)
  return path
}

function pairs(path: readonly string[]): string[][] {
  return path.slice(1).map((to, i) => [path[i] ?? '', to])
}

function stepOf(name: string, done: readonly Done[]): Step {
  const sum = (people: boolean) => done.filter((each) => (each.kind === 'team') === people).reduce((ms, each) => ms + each.ms, 0)
  return { name, count: done.length, runs: new Set(done.map((each) => each.run)).size, workMs: sum(false), peopleMs: sum(true) }
}

function doersOf(done: readonly Done[]): Doer[] {
  const found = new Map<string, Doer>()
  for (const { kind, who, ms } of done) {
    const id = `${kind}:${who}`
    const known = found.get(id) ?? { id, kind, name: who, count: 0, ms: 0 }
    found.set(id, { ...known, count: known.count + 1, ms: known.ms + ms })
  }
  return [...found.values()]
}

function doesOf(done: readonly Done[]): Does[] {
  const found = new Map<string, Does>()
  for (const { step, kind, who, ms } of done) {
    const doer = `${kind}:${who}`
    const known = found.get(`${step}\n${doer}`) ?? { step, doer, count: 0, ms: 0 }
    found.set(`${step}\n${doer}`, { ...known, count: known.count + 1, ms: known.ms + ms })
  }
  return [...found.values()]
}

/** Only ways that at least such a share of the runs took, in percent. */
export function atLeast(map: ProcessMap, percent: number): ProcessMap {
  return { ...map, ways: map.ways.filter((way) => way.count * 100 >= percent * map.runs) }
}

/** Doers in the order in which the steps come that they work in most, so that few lines cross. */
export function ordered(map: ProcessMap): Doer[] {
  const rank = new Map(map.steps.map((step, i) => [step.name, i]))
  const middle = (doer: Doer) => {
    const own = map.does.filter((each) => each.doer === doer.id)
    const all = own.reduce((sum, each) => sum + each.count, 0)
    return own.reduce((sum, each) => sum + (rank.get(each.step) ?? 0) * each.count, 0) / Math.max(1, all)
  }
  return [...map.doers].sort((one, other) => middle(one) - middle(other) || Number(one.kind === 'team') - Number(other.kind === 'team') || other.count - one.count)
}
