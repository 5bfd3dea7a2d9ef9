import { useState } from 'react'
import { count } from '../../ui/words'
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

/** When runs started; a click or a drag narrows the list to that time. */
export function Histogram({ histogram, onRange }: { histogram: Facets['histogram']; onRange: (range: { since: string; until: string }) => void }) {
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>()
  const { parts, from, to } = histogram
  const most = Math.max(1, ...parts.map((part) => part.runs))
  const total = parts.reduce((sum, part) => sum + part.runs, 0)
  const at = (event: React.PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.max(0, Math.min(parts.length - 1, Math.floor(((event.clientX - box.left) / box.width) * parts.length)))
  }
  const height = (runs: number) => (runs ? Math.max(2, (runs / most) * HEIGHT) : 0)
  return (
    <figure className="Histogram">
      <svg viewBox={`0 0 ${parts.length * 10} ${HEIGHT}`} preserveAspectRatio="none" role="img"
        aria-label={`${count(total, 'run')} by start, from ${local(from)} to ${local(to)}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ from: at(event), to: at(event) })
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: at(event) })}
        onPointerUp={() => {
          if (drag && total) onRange(rangeOf(from, to, parts.length, drag.from, drag.to))
          setDrag(undefined)
        }}
        onPointerCancel={() => setDrag(undefined)}>
        {drag && (
          <rect className="Histogram-drag" x={Math.min(drag.from, drag.to) * 10} y={0} height={HEIGHT}
            width={(Math.abs(drag.to - drag.from) + 1) * 10} />
        )}
        {parts.map((part, i) => {
          const ended = part.runs - part.failed - part.live
          const live = height(part.runs)
          const failed = part.runs ? (live * (ended + part.failed)) / part.runs : 0
          const done = part.runs ? (live * ended) / part.runs : 0
          return (
            <g key={i}>
              <title>{`${count(part.runs, 'run')} started ${local(rangeOf(from, to, parts.length, i, i).since)}${part.failed ? `, ${part.failed} failed` : ''}`}</title>
              <rect className="Histogram-hit" x={i * 10} y={0} width={10} height={HEIGHT} />
              <rect className="Histogram-live" x={i * 10 + 1} y={HEIGHT - live} width={8} height={live} />
              <rect className="Histogram-failed" x={i * 10 + 1} y={HEIGHT - failed} width={8} height={failed} />
              <rect className="Histogram-done" x={i * 10 + 1} y={HEIGHT - done} width={8} height={done} />
            </g>
          )
        })}
      </svg>
      <figcaption className="faint numbers"><span>{total ? local(from) : ''}</span><span>{total ? local(to) : ''}</span></figcaption>
    </figure>
  )
}

function local(at: string): string {
  return new Date(at).toLocaleString(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' })
}
