import type { Task } from '../../api/task'
import { count } from '../../ui/words'
import { isLong } from './brief'

/** What the reader has done so far. */
export interface Done {
  /** How many pieces of evidence are still to be opened. */
  missing: number
  /** Whether they said that they saw long arguments to their end. */
  seen: boolean
  why: string
}

/** Why this answer does not count yet, and what to do; empty if it does. The server looks, too. */
export function held(task: Task, answer: string, { missing, seen, why }: Done): string {
  if (task.friction?.blindFirst && !task.friction.provisional) return ''
  const leavesAll = task.kind === 'approve' && answer === 'reject'
  if (missing && !leavesAll) return `Open the ${missing === 1 ? 'missing piece' : count(missing, 'missing piece')} of evidence first (V).`
  if (answer === 'approve' && isLong(task) && !seen) return 'The arguments are long: tick the box below them once you have seen all of them.'
  if (task.friction?.reasonAsked && !why.trim()) return 'Say why: choose a reason, or write one.'
  return ''
}
