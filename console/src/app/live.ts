import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { LiveChange } from '../api/types'

/** live: what is shown is what is. reconnecting: it may be old. paused: the reader wants no changes now. */
export type Line = 'connecting' | 'live' | 'reconnecting' | 'paused'

const PATH = '/api/v1/live'
/** The server beats about once a second; with less than this many in between nobody is told that all is well. */
const SILENCE_MS = 2600
const CHECK_MS = 400
const RETRY_MS = [500, 1000, 2000, 3000]
/** An answer that takes longer does not keep other changes from being asked for. */
const PATIENCE_MS = 3000
/** How long a page that nobody sees keeps its line. */
const HIDDEN_MS = 5000
/** Changes that come close together are asked for once. */
const GATHER_MS = 150

let line: Line = 'connecting'
const listeners = new Set<() => void>()
let stop: (() => void) | undefined

function say(next: Line) {
  if (next === line) return
  line = next
  listeners.forEach((each) => each())
}

export function useLine(): Line {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, () => line)
}

/** Which queries a set of changes concerns. */
export function concerned(changes: Iterable<LiveChange>): string[][] {
  const found = new Map<string, string[]>()
  const add = (...key: string[]) => found.set(key.join('\n'), key)
  for (const change of changes) {
    if (change.kind === 'house') add('house')
    if (change.kind === 'task') {
      add('tasks')
      add('task', change.id)
    }
    if (change.kind === 'run') {
      add('runs')
      add('run', change.id)
    }
  }
  return [...found.values()]
}

/** Follows the server's changes for as long as the page lives. */
export function startLive(client: QueryClient) {
  stop?.()
  let source: EventSource | undefined
  let heard = Date.now()
  let last = ''
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let gather: ReturnType<typeof setTimeout> | undefined
  let rest: ReturnType<typeof setTimeout> | undefined
  let lost = false
  const waiting: LiveChange[] = []

  const held = () => line === 'paused'

  /** One after the other: what is being asked for is never cut off, and what changes meanwhile is asked for next. */
  async function flush() {
    if (held()) { // Whoever resumes asks for everything.
      gather = undefined
      return
    }
    const asked = concerned(waiting.splice(0)).map((queryKey) => client.invalidateQueries({ queryKey }))
    await Promise.race([Promise.allSettled(asked), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
    gather = undefined
    if (waiting.length && !held()) later()
  }

  function later() {
    gather ??= setTimeout(() => void flush(), GATHER_MS)
  }

  function alive(event: MessageEvent<string>) {
    heard = Date.now()
    tries = 0
    if (event.lastEventId) last = event.lastEventId
    if (lost) {
      lost = false
      if (!held()) void client.invalidateQueries() // What was missed is not guessed at.
    }
    if (line !== 'paused') say('live')
  }

  function connect() {
    retry = undefined
    source?.close()
    heard = Date.now()
    source = new EventSource(last ? `${PATH}?after=${last}` : PATH)
    source.addEventListener('beat', alive)
    source.addEventListener('change', (event: MessageEvent<string>) => {
      alive(event)
      waiting.push(JSON.parse(event.data) as LiveChange)
      if (!held()) later()
    })
    source.addEventListener('lost', (event: MessageEvent<string>) => {
      lost = true
      alive(event)
    })
    source.onerror = again
  }

  function again() {
    source?.close()
    lost = true
    if (line !== 'paused') say('reconnecting')
    retry ??= setTimeout(connect, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
  }

  const watch = setInterval(() => {
    if (source && !retry && Date.now() - heard > SILENCE_MS) again()
  }, CHECK_MS)

  /** Nobody looks: the line is given back, since a browser has few of them for all its tabs. */
  function seen() {
    clearTimeout(rest)
    if (document.visibilityState === 'hidden') {
      rest = setTimeout(() => {
        source?.close()
        source = undefined
        lost = true
      }, HIDDEN_MS)
    } else if (!source) {
      if (line !== 'paused') say('connecting')
      connect()
    }
  }
  document.addEventListener('visibilitychange', seen)
  connect()
  resume = () => {
    say('connecting')
    waiting.length = 0
    void client.invalidateQueries()
    if (!retry && Date.now() - heard < SILENCE_MS) say('live')
  }
  stop = () => {
    clearInterval(watch)
    clearTimeout(retry)
    clearTimeout(gather)
    clearTimeout(rest)
    document.removeEventListener('visibilitychange', seen)
    source?.close()
  }
}

let resume = () => {}

/** Holds changes back, or shows them again: nothing moves while the reader compares. */
export function togglePause() {
  if (line === 'paused') resume()
  else say('paused')
}

