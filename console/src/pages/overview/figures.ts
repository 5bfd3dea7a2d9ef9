import type { Amount, DayFigures, Hour } from '../../api/house'
import { money } from '../../ui/words'

/** How a number stands to the one before, as people say it; nothing where there is nothing to compare with. */
export function change(now: number, before: number): string {
  if (before === 0) return ''
  const percent = Math.round(((now - before) / before) * 100)
  if (percent === 0) return 'as a week ago'
  return `${percent > 0 ? '▲' : '▼'} ${Math.abs(percent)} % against a week ago`
}

/** The share of runs that ended well, in percent; absent where none ended. */
export function success(day: Pick<DayFigures, 'completed' | 'faulted'>): number | undefined {
  const ended = day.completed + day.faulted
  return ended === 0 ? undefined : Math.round((day.completed / ended) * 1000) / 10
}

export function amount({ amount: text, currency }: Amount): string {
  return money(Number(text), currency)
}

/** Points of a line from left to right within a box; a flat one lies on the ground. */
export function line(values: readonly number[], width: number, height: number): string {
  const top = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  return values.map((value, i) => `${round(i * step)},${round(height - (value / top) * height)}`).join(' ')
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}

export function total(hours: readonly Hour[], of: 'started' | 'ended' | 'faulted'): number {
  return hours.reduce((sum, hour) => sum + hour[of], 0)
}
