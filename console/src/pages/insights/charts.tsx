import type { ReactNode } from 'react'
import { span } from '../../ui/words'
import { ENOUGH, missing, part, percent } from './shares'
import type { Share } from './shares'
import './charts.css'

/** A share as a bar with its number; with few cases how many there were, and how many are missing. */
export function ShareBar({ share, goal, children }: { share: Share; goal?: number; children?: (words: string) => ReactNode }) {
  if (!share.of) return <span className="faint">–</span>
  const few = missing(share)
  const words = few ? `${share.yes} of ${share.of}` : percent(share)
  return (
    <span className="ShareBar" title={`${share.yes} of ${share.of}`}>
      {few ? null : <Track share={part(share.yes, share.of)} goal={goal} />}
      <span className="numbers">{children ? children(words) : words}</span>
      {few > 0 && <span className="faint" title={`Under ${ENOUGH} cases a share says little`}>{few} more needed</span>}
    </span>
  )
}

/** A part of a whole as a line, with a mark where it should reach to. */
export function Track({ share, goal }: { share: number; goal?: number }) {
  return (
    <span className="Track" aria-hidden="true">
      <span className="Track-part" style={width(share)} />
      {goal !== undefined && <span className="Track-goal" style={{ left: `${Math.min(99, goal * 100)}%` }} />}
    </span>
  )
}

function width(share: number) {
  return { width: `${Math.round(share * 1000) / 10}%` }
}

/** What was of use and what was for nothing, beside the greatest of its list. */
export function WasteBar({ used, wasted, most }: { used: number; wasted: number; most: number }) {
  return (
    <span className="PartsBar" aria-hidden="true">
      <span className="PartsBar-used" style={width(part(used, most))} />
      <span className="PartsBar-lost" style={width(part(wasted, most))} />
    </span>
  )
}

export interface Phases {
  queueMs: number
  workMs: number
  peopleMs: number
}

/** Waiting for a free place is thin, work is solid, waiting for people is hatched in amber. */
export function PhaseBar({ phases: { queueMs, workMs, peopleMs }, mostMs }: { phases: Phases; mostMs: number }) {
  return (
    <span className="PartsBar" role="img" aria-label={`queued ${span(queueMs)}, at work ${span(workMs)}, waiting for people ${span(peopleMs)}`}>
      <span className="PartsBar-queue" style={width(part(queueMs, mostMs))} />
      <span className="PartsBar-work" style={width(part(workMs, mostMs))} />
      <span className="PartsBar-people" style={width(part(peopleMs, mostMs))} />
    </span>
  )
}
