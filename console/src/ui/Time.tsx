import { useEffect, useState } from 'react'
import { ago, exactly, span } from './words'

interface Clock {
  timer: ReturnType<typeof setInterval>
  readers: Set<(now: number) => void>
}

const clocks = new Map<number, Clock>()

/** Tells the time to this reader again and again; those who ask as often share one timer, however many they are. */
function tell(everyMs: number, reader: (now: number) => void): () => void {
  const readers = clocks.get(everyMs)?.readers ?? new Set()
  if (!readers.size) clocks.set(everyMs, { readers, timer: setInterval(() => readers.forEach((each) => each(Date.now())), everyMs) })
  readers.add(reader)
  return () => {
    readers.delete(reader)
    if (readers.size) return
    clearInterval(clocks.get(everyMs)?.timer)
    clocks.delete(everyMs)
  }
}

/** Now, again and again. */
export function useNow(everyMs = 15_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => tell(everyMs, setNow), [everyMs])
  return now
}

/** Says the exact moment where the pointer rests. Not before: to write out all of them costs more than the list they stand in. */
export function exactWhere(moment: number, before = '') {
  return (event: React.PointerEvent<HTMLElement>) => {
    event.currentTarget.title = before + exactly(moment)
  }
}

/** A moment as people say it, with the exact one where the pointer rests. */
export function Time({ at, everyMs }: { at: string; everyMs?: number }) {
  const now = useNow(everyMs)
  const moment = Date.parse(at)
  if (Number.isNaN(moment)) return <>{at}</>
  return (
    <time className="numbers" dateTime={at} onPointerEnter={exactWhere(moment)}>
      {ago(moment, now)}
    </time>
  )
}

/** How long something took or takes. */
export function Length({ ms }: { ms: number }) {
  return <span className="numbers" title={`${ms} ms`}>{span(ms)}</span>
}
