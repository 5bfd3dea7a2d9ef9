import { Ban, CircleAlert, CircleCheck, CircleDashed, CircleDot, CirclePause, CircleX, Clock, OctagonPause, ShieldQuestionMark } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Fermata } from './Sign'
import './Chip.css'

/** The states that have a colour. `hold` waits for a person, and is used for nothing else. */
export type Tone = 'hold' | 'run' | 'done' | 'fail' | 'doubt' | 'off'

const icons: Record<Exclude<Tone, 'hold'>, LucideIcon> = {
  run: CircleDot,
  done: CircleCheck,
  fail: CircleX,
  doubt: ShieldQuestionMark,
  off: CircleDashed,
}

interface State {
  tone: Tone
  word: string
  icon?: LucideIcon
}

const states: Record<string, State> = {
  waiting: { tone: 'hold', word: 'waiting for a person' },
  open: { tone: 'hold', word: 'waiting' },
  claimed: { tone: 'hold', word: 'claimed' },
  running: { tone: 'run', word: 'running' },
  ending: { tone: 'run', word: 'ending' },
  'handing-over': { tone: 'run', word: 'handing over' },
  completed: { tone: 'done', word: 'done' },
  done: { tone: 'done', word: 'done' },
  decided: { tone: 'done', word: 'decided' },
  faulted: { tone: 'fail', word: 'failed' },
  failed: { tone: 'fail', word: 'failed' },
  'in-doubt': { tone: 'doubt', word: 'in doubt' },
  held: { tone: 'off', word: 'held', icon: OctagonPause },
  paused: { tone: 'off', word: 'paused', icon: CirclePause },
  cancelled: { tone: 'off', word: 'cancelled', icon: Ban },
  denied: { tone: 'off', word: 'denied', icon: Ban },
  planned: { tone: 'off', word: 'planned', icon: CircleDashed },
  withdrawn: { tone: 'off', word: 'no longer needed', icon: Ban },
  'timed-out': { tone: 'off', word: 'nobody answered in time', icon: Clock },
}

/** A state as icon, word and colour; one that is not known stands under its own name. */
export function StateChip({ state, word }: { state: string; word?: string }) {
  const known = states[state] ?? { tone: 'off', word: state.replaceAll('-', ' '), icon: CircleAlert }
  return <Chip tone={known.tone} icon={known.icon}>{word ?? known.word}</Chip>
}

export function toneOf(state: string): Tone {
  return states[state]?.tone ?? 'off'
}

export function Chip({ tone = 'off', icon: Icon, children, title }: { tone?: Tone; icon?: LucideIcon; children: ReactNode; title?: string }) {
  const Shown = Icon ?? (tone === 'hold' ? undefined : icons[tone])
  return (
    <span className={`Chip Chip-${tone}`} title={title}>
      {Shown ? <Shown size={14} aria-hidden="true" /> : <Fermata size={14} />}
      <span>{children}</span>
    </span>
  )
}

/** A word without a state: a filter, a label, a reason. */
export function Tag({ children, title }: { children: ReactNode; title?: string }) {
  return <span className="Tag" title={title}>{children}</span>
}
