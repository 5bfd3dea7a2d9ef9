import { expect, test, vi } from 'vitest'

vi.stubGlobal('document', {})
const { concerned } = await import('./live')

test('a task concerns the lists of tasks and itself', () => {
  expect(concerned([{ kind: 'task', id: 'a-1', position: 3 }])).toEqual([['tasks'], ['task', 'a-1']])
})

test('many changes of the same things are asked for once', () => {
  const changes = Array.from({ length: 50 }, (_, i) => ({ kind: 'run' as const, id: `r${i % 2}`, position: i }))
  expect(concerned(changes)).toEqual([['runs'], ['run', 'r0'], ['run', 'r1']])
})

test('the house is asked for anew when it changes', () => {
  expect(concerned([{ kind: 'house', id: 'house', position: 9 }])).toEqual([['house']])
})
