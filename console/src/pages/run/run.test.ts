import { expect, test } from 'vitest'
import { FOLD_OVER, drawn, folds, nested, scaleOf, shares, worstOf } from './scale'
import { partsOf } from './data'
import { dataBefore } from './Rerun'
import { taken } from './taken'
import type { Row, Span, Timeline, WorkflowGraph } from './types'

const T0 = Date.parse('2026-01-05T09:00:00Z')
const at = (seconds: number) => new Date(T0 + seconds * 1000).toISOString()
const span = (kind: string, from: number, to?: number): Span => ({ kind, from: at(from), to: to === undefined ? undefined : at(to) })
const row = (place: string, spans: Span[], more: Partial<Row> = {}): Row =>
  ({ place, step: `/do/0/${place}`, label: place, kind: 'agent', state: 'done', spans, from: spans[0]?.from, to: spans.at(-1)?.to, ...more })
const times = (rows: Row[], ended?: number): Timeline => ({ started: at(0), ended: ended === undefined ? undefined : at(ended), now: at(ended ?? 0), status: 'completed', rows })

test('work is drawn in its true proportions', () => {
  const scale = scaleOf(times([row('a', [span('work', 0, 10)]), row('b', [span('work', 10, 40)])], 40), 0)
  expect(scale.at(T0)).toBe(0)
  expect(scale.at(T0 + 10_000)).toBeCloseTo(0.25)
  expect(scale.at(T0 + 40_000)).toBeCloseTo(1)
  expect(folds(scale.stretches)).toEqual([])
})

test('days of waiting are folded, so that the work can be seen', () => {
  const scale = scaleOf(times([row('a', [span('work', 0, 10)]), row('b', [span('person', 10, 200_000)]), row('c', [span('work', 200_000, 200_010)])], 200_010), 0)
  expect(folds(scale.stretches)).toHaveLength(1)
  expect(scale.at(T0 + 10_000)).toBeGreaterThan(0.2)
  expect(scale.at(T0 + 200_000_000)).toBeLessThan(0.8)
  expect(scale.ticks.length).toBeGreaterThan(1)
})

test('what is planned stands after all that was', () => {
  const scale = scaleOf(times([row('a', [span('work', 0, 10)]), row('b', [], { state: 'planned' })]), T0 + 10_000)
  expect(scale.planned).toBeLessThan(1)
  expect(scale.at(T0 + 10_000)).toBeCloseTo(scale.planned)
})

test('time never runs backwards on the picture', () => {
  let seed = 20261122
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
  for (let run = 0; run < 60; run++) {
    const rows = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, i) => {
      const from = random() * 10 ** (random() * 6)
      return row(`s${i}`, [span(random() < 0.5 ? 'work' : 'person', from, random() < 0.2 ? undefined : from + random() * 10 ** (random() * 5))])
    })
    const end = 10 ** 6
    const scale = scaleOf(times(rows, end), 0)
    const drawn = Array.from({ length: 100 }, (_, i) => scale.at(T0 + (end * 1000 * i) / 99))
    const wrong = drawn.filter((here, i) => here < (drawn[i - 1] ?? 0) || here > 1.000001)
    expect(wrong, `seed 20261122, run ${run}`).toEqual([])
  }
})

test('many rows of one step fold into one that says the worst of them', () => {
  const many = Array.from({ length: FOLD_OVER + 1 }, (_, i) => row(`each/${i}/charge`, [span('work', i, i + 2)], { step: '/do/0/each/do/0/charge', state: i === 3 ? 'failed' : 'done' }))
  const [first, second] = drawn([row('each', [span('work', 0, 12)]), ...many], undefined)
  expect(first?.folded).toBe(1)
  expect(second?.folded).toBe(FOLD_OVER + 1)
  expect(second?.row.state).toBe('failed')
  expect(second?.states).toEqual({ done: FOLD_OVER, failed: 1 })
  expect(drawn(many, '/do/0/each/do/0/charge')).toHaveLength(FOLD_OVER + 1)
})

test('work and waiting are each counted once where they overlap', () => {
  const found = shares(times([row('a', [span('work', 0, 10)]), row('b', [span('work', 5, 15)]), row('c', [span('person', 15, 75)])], 75), 0)
  expect(found).toEqual({ work: 15_000, person: 60_000 })
})

test('what needs somebody is worse than what is done', () => {
  expect(worstOf(['done', 'waiting', 'planned'])).toBe('waiting')
  expect(worstOf(['done', 'in-doubt', 'failed'])).toBe('in-doubt')
})

test('the parts of a workflow are told apart', () => {
  expect(partsOf('lending/loan@1.0.0')).toEqual({ namespace: 'lending', name: 'loan', version: '1.0.0' })
  expect(partsOf('loan')).toEqual({ namespace: '', name: 'loan', version: '' })
})

test('the path taken leads through the steps that were done, and along no line beside them', () => {
  const node = (id: string, kind: string) => ({ id, step: `/do/0/${id}`, kind, label: id, x: 0, y: 0, w: 1, h: 1 })
  const edge = (from: string, to: string) => ({ id: `${from}-${to}`, from, to, points: [] })
  const graph: WorkflowGraph = {
    direction: 'down', width: 1, height: 1,
    nodes: [node('start', 'start'), node('decide', 'switch'), node('book', 'tool'), node('letter', 'agent'), node('end', 'end')],
    edges: [edge('start', 'decide'), edge('decide', 'book'), edge('decide', 'letter'), edge('book', 'letter'), edge('letter', 'end'), edge('letter', 'decide')],
  }
  const at = (places: string[]) => places.map((place) => row(place, [span('work', 0, 0)]))
  const went = (places: string[]) => new Set(['start', ...places])
  const path = (places: string[], completed = true) => [...taken(graph, at(places), went(places), completed)].sort()
  expect(path(['decide', 'book', 'letter'])).toEqual(['book-letter', 'decide-book', 'letter-end', 'start-decide'])
  expect(path(['decide', 'letter'])).toEqual(['decide-letter', 'letter-end', 'start-decide'])
  expect(path(['decide'], false)).toEqual(['start-decide'])
  expect(path(['decide', 'letter', 'decide', 'book'], false)).toEqual(['decide-book', 'decide-letter', 'letter-decide', 'start-decide'])
})

test('the data of a step is what stood when the run last came to it', () => {
  const entry = (...facts: { type: string; place: string; input?: number; output?: number }[]) => ({ position: 1, number: 1, at: at(0), facts })
  const found = dataBefore([
    entry({ type: 'Entered', place: '', input: 1 }, { type: 'Entered', place: 'assess' }, { type: 'Entered', place: 'assess/inner', input: 9 }),
    entry({ type: 'Left', place: 'assess', output: 2 }, { type: 'Left', place: 'decide' }, { type: 'Entered', place: 'book' }),
    entry({ type: 'Left', place: 'book', output: 3 }, { type: 'Entered', place: 'letter' }),
  ])
  expect([...found]).toEqual([['assess', 1], ['decide', 2], ['book', 2], ['letter', 3]])
})

test('what goes on side by side stands under its own branch', () => {
  const rows = ['all', 'all/a', 'all/b', 'all/a/one', 'all/b/one', 'all/a/two', 'last'].map((place, i) => row(place, [span('work', i, i + 1)]))
  expect(nested(rows).map(({ place }) => place)).toEqual(['all', 'all/a', 'all/a/one', 'all/a/two', 'all/b', 'all/b/one', 'last'])
})

test('a step whose surroundings have no row of their own keeps its place in time', () => {
  const rows = ['a/one', 'b', 'a/two'].map((place, i) => row(place, [span('work', i, i + 1)]))
  expect(nested(rows).map(({ place }) => place)).toEqual(['a/one', 'b', 'a/two'])
})
