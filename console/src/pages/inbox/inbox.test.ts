import { expect, test } from 'vitest'
import { nextOf, settle, stepFrom } from './settle'
import { dueWords, filtered } from './views'
import type { TaskItem } from '../../api/types'

const row = (id: string, more: Partial<TaskItem> = {}): TaskItem => ({
  id, run: id, kind: 'human', team: 't', question: `Q ${id}`, state: 'open', opened: '2026-11-22T00:00:00Z', place: 'p', ...more,
})

test('rows keep their places, what is new waits, and what is gone says so', () => {
  const settled = settle([row('a'), row('b')], [row('n'), row('b', { claimedBy: 'ben' })])
  expect(settled.rows.map((each) => [each.row.id, each.gone])).toEqual([['a', true], ['b', false]])
  expect(settled.rows[1]?.row.claimedBy).toBe('ben')
  expect(settled.fresh).toBe(1)
})

test('after a decision comes the next task, after the last one the one before', () => {
  expect(nextOf(['a', 'b', 'c'], 'b')).toBe('c')
  expect(nextOf(['a', 'b', 'c'], 'c')).toBe('b')
  expect(nextOf(['a'], 'a')).toBeUndefined()
})

test('steps end at the ends of the list', () => {
  expect(stepFrom(['a', 'b'], undefined, 1)).toBe('a')
  expect(stepFrom(['a', 'b'], 'b', 1)).toBe('b')
  expect(stepFrom(['a', 'b'], 'a', -1)).toBe('a')
  expect(stepFrom([], undefined, 1)).toBeUndefined()
})

test('each view shows what it says', () => {
  const now = Date.parse('2026-11-22T12:00:00')
  const items = [
    row('a', { mine: true }),
    row('b', { mine: true, state: 'claimed', claimedBy: 'ana' }),
    row('c', { mine: false }),
    row('d', { mine: true, snoozedUntil: '2026-11-23T00:00:00Z' }),
    row('e', { mine: true, state: 'decided' }),
  ]
  const ids = (view: Parameters<typeof filtered>[1]) => filtered(items, view, 'ana', '', now).map((each) => each.id)
  expect(ids('mine')).toEqual(['a', 'b'])
  expect(ids('all')).toEqual(['a', 'b', 'c', 'd'])
  expect(ids('claimed')).toEqual(['b'])
  expect(ids('snoozed')).toEqual(['d'])
  expect(ids('done')).toEqual(['e'])
  expect(filtered(items, 'all', 'ana', 'q c', now).map((each) => each.id)).toEqual(['c'])
})

test('a deadline says how long is left, and that it has passed', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(dueWords('2026-11-22T12:12:00Z', now)).toEqual({ words: '12 min', soon: true, late: false })
  expect(dueWords('2026-11-22T11:00:00Z', now)).toEqual({ words: '1 h late', soon: true, late: true })
  expect(dueWords('2026-11-23T18:00:00Z', now).soon).toBe(false)
})
