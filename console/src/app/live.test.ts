import type { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'

/** What the server says, as a browser hears it. */
class Source {
  static newest: Source
  readonly hear = new Map<string, (event: unknown) => void>()
  constructor() { Source.newest = this }
  addEventListener(name: string, listener: (event: unknown) => void) { this.hear.set(name, listener) }
  close() { this.hear.clear() }
  say(name: string, data = {}) { this.hear.get(name)?.({ data: JSON.stringify(data), lastEventId: '' }) }
}

vi.stubGlobal('document', { addEventListener: () => undefined, removeEventListener: () => undefined, visibilityState: 'visible' })
vi.stubGlobal('EventSource', Source)
const { concerned, startLive, togglePause } = await import('./live')

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

test('nothing is asked for while the reader wants no changes, and everything afterwards', async () => {
  vi.useFakeTimers()
  const asked = vi.fn(() => Promise.resolve())
  startLive({ invalidateQueries: asked } as unknown as QueryClient)
  const change = { kind: 'run', id: 'r1', position: 1 }
  Source.newest.say('change', change)
  await vi.advanceTimersByTimeAsync(200)
  expect(asked).toHaveBeenCalledTimes(2)
  Source.newest.say('change', change) // Told just before, and due just after the reader says so.
  togglePause()
  Source.newest.say('lost')
  Source.newest.say('change', change)
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toHaveBeenCalledTimes(2)
  togglePause()
  expect(asked).toHaveBeenCalledTimes(3)
  vi.useRealTimers()
})
