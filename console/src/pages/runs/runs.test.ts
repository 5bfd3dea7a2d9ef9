import { expect, test } from 'vitest'
import { NO_FILTER, askedOf, bulkOf, countedOf, filterOf, partsOf, searchOf, toggled } from './filter'
import { merged } from './merge'
import { rangeOf } from './Histogram'

test('a filter stands in the address and comes back from it', () => {
  const search = { status: 'waiting,held', workflow: 'a/b', text: 'loan 17', inDoubt: 'true', since: '2026-01-05T09:00:00Z' }
  expect(searchOf(filterOf(search))).toEqual(search)
})

test('only what lives is asked for, unless somebody asks for more', () => {
  expect(askedOf(NO_FILTER).status).toBe('running,waiting,held,paused,ending')
  expect(askedOf({ ...NO_FILTER, all: true }).status).toBeUndefined()
  expect(askedOf({ ...NO_FILTER, batch: 'monday' }).status).toBeUndefined()
  expect(askedOf({ ...NO_FILTER, status: ['completed'] }).status).toBe('completed')
})

test('an order stands in the address, and changes neither what is counted nor what is steered', () => {
  const filter = filterOf({ agent: 'scorer', sort: 'longest' })
  expect(searchOf(filter)).toEqual({ agent: 'scorer', sort: 'longest' })
  expect(askedOf(filter).sort).toBe('longest')
  expect(countedOf(filter).sort).toBeUndefined()
  expect(bulkOf(filter)).toEqual({ agent: 'scorer', status: 'running,waiting,held,paused,ending' })
  expect(filterOf({ sort: 'prettiest' }).sort).toBeUndefined()
})

test('each part of a filter can be taken away by itself', () => {
  const filter = { ...NO_FILTER, status: ['waiting', 'held'], text: 'x', owner: 'ana' }
  const parts = partsOf(filter)
  expect(parts.map((part) => part.name)).toEqual(['status-waiting', 'status-held', 'owner', 'text'])
  expect(parts[0]?.without.status).toEqual(['held'])
  expect(searchOf(parts[2]?.without ?? NO_FILTER)).toEqual({ status: 'waiting,held', text: 'x' })
})

test('a choice is made and taken back', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
})

test('rows keep their place: news stands in them, and what no longer fits is marked', () => {
  const pages = [
    { first: [{ id: 'd', n: 1 }, { id: 'c', n: 1 }], now: [{ id: 'd', n: 2 }, { id: 'b', n: 2 }] },
    { first: [{ id: 'b', n: 1 }, { id: 'a', n: 1 }], now: [{ id: 'b', n: 2 }, { id: 'a', n: 1 }] },
  ]
  expect(merged(pages).map(({ row, gone }) => `${row.id}${row.n}${gone ? ' gone' : ''}`)).toEqual(['d2', 'c1 gone', 'b2', 'a1'])
})

test('a stretch of the histogram is a time that no run at its edge falls out of', () => {
  const range = rangeOf('2026-01-05T09:00:00Z', '2026-01-05T09:00:47.999Z', 48, 0, 47)
  expect(range.since).toBe('2026-01-05T09:00:00.000Z')
  expect(Date.parse(range.until)).toBeGreaterThan(Date.parse('2026-01-05T09:00:47.999Z'))
  const one = rangeOf('2026-01-05T09:00:00Z', '2026-01-05T09:00:47.999Z', 48, 5, 3)
  expect(Date.parse(one.until) - Date.parse(one.since)).toBe(3000)
})
