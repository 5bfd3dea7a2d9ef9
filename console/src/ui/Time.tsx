import { useEffect, useState } from 'react'
import { ago, span } from './words'

/** Now, again and again; one clock for a page is enough, so ask for no more than is shown. */
export function useNow(everyMs = 15_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** A moment as people say it, with the exact one where the pointer rests. */
export function Time({ at, everyMs }: { at: string; everyMs?: number }) {
  const now = useNow(everyMs)
  const moment = Date.parse(at)
  if (Number.isNaN(moment)) return <>{at}</>
  return (
    <time className="numbers" dateTime={at} title={new Date(moment).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' })}>
      {ago(moment, now)}
    </time>
  )
}

/** How long something took or takes. */
export function Length({ ms }: { ms: number }) {
  return <span className="numbers" title={`${ms} ms`}>{span(ms)}</span>
}
