import { useMemo, useState } from 'react'
import { briefly, count } from '../../ui/words'
import type { Facets } from './types'
import './Histogram.css'

const HEIGHT = 44

/** The time from the first of these parts to the end of the last, which is itself left out. */
export function rangeOf(from: string, to: string, parts: number, one: number, other: number): { since: string; until: string } {
  const start = Date.parse(from)
  const width = Math.floor((Date.parse(to) - start) / parts) + 1
  const first = Math.min(one, other)
  const last = Math.max(one, other)
  return { since: new Date(start + first * width).toISOString(), until: new Date(start + (last + 1) * width).toISOString() }
}

/** Bars of what is counted of each part, as one shape: a shape for each bar would be hundreds. */
function bars(from: readonly number[], to: readonly number[]): string {
  return to.map((top, i) => {
    const low = from[i] ?? 0
    return top > low ? `M${i * 10 + 1} ${HEIGHT - low}v${low - top}h8v${top - low}z` : ''
  }).join('')
}

/** When runs started; a click or a drag narrows the list to that time. */
export function Histogram({ histogram, onRange }: { histogram: Facets['histogram']; onRange: (range: { since: string; until: string }) => void }) {
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>()
  const [over, setOver] = useState<number | undefined>()
  const { parts, from, to } = histogram
  const total = parts.reduce((sum, part) => sum + part.runs, 0)
  const drawn = useMemo(() => {
    const most = Math.max(1, ...parts.map((part) => part.runs))
    const height = (runs: number) => (runs ? Math.max(2, (runs / most) * HEIGHT) : 0)
    const upTo = (some: (part: Facets['histogram']['parts'][number]) => number) => parts.map((part) => (part.runs ? (height(part.runs) * some(part)) / part.runs : 0))
    const done = upTo((part) => part.runs - part.live - part.failed)
    const failed = upTo((part) => part.runs - part.live)
    return { done: bars([], done), failed: bars(done, failed), live: bars(failed, upTo((part) => part.runs)) }
  }, [parts])
  const at = (event: React.PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.max(0, Math.min(parts.length - 1, Math.floor(((event.clientX - box.left) / box.width) * parts.length)))
  }
  const under = over === undefined ? undefined : parts[over]
  return (
    <figure className="Histogram">
      <svg viewBox={`0 0 ${parts.length * 10} ${HEIGHT}`} preserveAspectRatio="none" role="img"
        aria-label={`${count(total, 'run')} by start, from ${briefly(from)} to ${briefly(to)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ from: at(event), to: at(event) })
        }}
        onPointerMove={(event) => {
          setOver(at(event))
          if (drag) setDrag({ ...drag, to: at(event) })
        }}
        onPointerLeave={() => setOver(undefined)}
        onPointerUp={() => {
          if (drag && total) onRange(rangeOf(from, to, parts.length, drag.from, drag.to))
          setDrag(undefined)
        }}
        onPointerCancel={() => setDrag(undefined)}>
        {under && over !== undefined && <title>{`${count(under.runs, 'run')} started ${briefly(rangeOf(from, to, parts.length, over, over).since)}${under.failed ? `, ${under.failed} failed` : ''}`}</title>}
        <rect className="Histogram-ground" width={parts.length * 10} height={HEIGHT} />
        {over !== undefined && !drag && <rect className="Histogram-over" x={over * 10} y={0} width={10} height={HEIGHT} />}
        {drag && (
          <rect className="Histogram-drag" x={Math.min(drag.from, drag.to) * 10} y={0} height={HEIGHT}
            width={(Math.abs(drag.to - drag.from) + 1) * 10} />
        )}
        <path className="Histogram-live" d={drawn.live} />
        <path className="Histogram-failed" d={drawn.failed} />
        <path className="Histogram-done" d={drawn.done} />
      </svg>
      <figcaption className="faint numbers"><span>{total ? briefly(from) : ''}</span><span>{total ? briefly(to) : ''}</span></figcaption>
    </figure>
  )
}
