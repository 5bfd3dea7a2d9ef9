import type { Search } from '../../app/router'

const HOUR_MS = 3_600_000

export const PERIODS = {
  '24h': { label: 'the last 24 hours', ms: 24 * HOUR_MS },
  '7d': { label: 'the last 7 days', ms: 7 * 24 * HOUR_MS },
  '30d': { label: 'the last 30 days', ms: 30 * 24 * HOUR_MS },
  all: { label: 'all time', ms: 0 },
} as const
export type Period = keyof typeof PERIODS

export function periodOf(search: Search): Period {
  return search.period && search.period in PERIODS ? (search.period as Period) : '30d'
}

/** Since when, on the hour, so that the same is asked for again and again. */
export function sinceOf(period: Period, now = Date.now()): string | undefined {
  const { ms } = PERIODS[period]
  return ms ? new Date(Math.floor((now - ms) / HOUR_MS) * HOUR_MS).toISOString() : undefined
}
