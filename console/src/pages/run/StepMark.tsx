import { Ban, CircleCheck, CircleDashed, CircleDot, CircleX, OctagonPause, ShieldQuestionMark } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { Fermata } from '../../ui/Sign'
import './StepMark.css'

const marks: Record<string, { icon?: LucideIcon; tone: string; word: string }> = {
  done: { icon: CircleCheck, tone: 'done', word: 'done' },
  running: { icon: CircleDot, tone: 'run', word: 'running' },
  waiting: { tone: 'hold', word: 'waiting for a person' },
  held: { icon: OctagonPause, tone: 'off', word: 'held' },
  failed: { icon: CircleX, tone: 'fail', word: 'failed' },
  planned: { icon: CircleDashed, tone: 'off', word: 'planned' },
  'in-doubt': { icon: ShieldQuestionMark, tone: 'doubt', word: 'in doubt' },
  cancelled: { icon: Ban, tone: 'off', word: 'cancelled' },
}

/** How a step stands: picture and colour, and the word for those who listen or rest the pointer. */
export function StepMark({ state, size = 14 }: { state: string; size?: number }) {
  const mark = marks[state] ?? { icon: CircleDashed, tone: 'off', word: state }
  const Icon = mark.icon
  return (
    <span className={`StepMark StepMark-${mark.tone}`} title={mark.word}>
      {Icon ? <Icon size={size} aria-hidden="true" /> : <Fermata size={size} />}
      <span className="unseen">{mark.word}</span>
    </span>
  )
}

export function stepWord(state: string): string {
  return marks[state]?.word ?? state
}
