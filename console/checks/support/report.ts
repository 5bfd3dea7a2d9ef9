/** One figure of a check: what it had to be, and what it was. */
export interface Figure {
  name: string
  target: string
  measured: string
  ok: boolean
}

/** Gathers what a check finds. */
export class Report {
  readonly figures: Figure[] = []
  /** What is wrong, one line each: page, and what somebody would see there. */
  readonly findings: string[] = []

  figure(name: string, target: string, measured: string | number, ok: boolean) {
    this.figures.push({ name, target, measured: String(measured), ok })
  }

  /** A figure that counts what is wrong, each of which is told. */
  none(name: string, wrong: readonly string[]) {
    this.findings.push(...wrong.map((each) => `${name}: ${each}`))
    this.figure(name, '0', wrong.length, wrong.length === 0)
  }

  atMost(name: string, limit: number, measured: number, unit: string) {
    this.figure(name, `≤ ${limit} ${unit}`, Number.isFinite(measured) ? `${round(measured)} ${unit}` : 'none', measured <= limit)
  }

  atLeast(name: string, limit: number, measured: number, unit: string) {
    this.figure(name, `≥ ${limit} ${unit}`, `${round(measured)} ${unit}`, measured >= limit)
  }

  get ok() {
    return this.figures.length > 0 && this.figures.every((figure) => figure.ok)
  }
}

export function round(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Math.round(value * 100) / 100)
}

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

/** Anything thrown, in one line. */
export function reason(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure)
  return (text.split('\n').find((line) => line.trim()) ?? '').slice(0, 300)
}
