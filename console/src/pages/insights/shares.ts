/** How many of how many. */
export interface Share {
  yes: number
  of: number
}

/** Under so many cases a share says little, and is not given as one. */
export const ENOUGH = 30

/** How many cases are missing until a share may be given. */
export function missing({ of }: Share): number {
  return Math.max(0, ENOUGH - of)
}

/** A share as people read it: all and none are said only where it is all and none. */
export function percent({ yes, of }: Share): string {
  if (!of) return '–'
  const exact = (yes / of) * 100
  const rounded = Math.round(exact * 10) / 10
  if (yes < of && rounded === 100) return '99.9 %'
  if (yes > 0 && rounded === 0) return '0.1 %'
  return `${rounded} %`
}

/** What a part is of a whole, from 0 to 1. */
export function part(some: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, some / whole)) : 0
}

/** The greatest of some numbers, 0 if there are none. */
export function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), 0)
}

/** Round values along an axis from 0 to this, two to four of them. */
export function ticks(most: number): number[] {
  if (!(most > 0)) return [0]
  const rough = most / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough
  const found: number[] = []
  for (let at = 0; at <= most * 1.0001; at += step) found.push(at)
  return found
}

/** The same along an axis of time: seconds, minutes, hours that people count in. */
export function timeTicks(mostMs: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 12e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5]
  const step = steps.find((each) => mostMs / each <= 4) ?? Math.ceil(mostMs / 4 / 864e5) * 864e5
  const found: number[] = []
  for (let at = 0; at <= mostMs; at += step) found.push(at)
  return found
}
