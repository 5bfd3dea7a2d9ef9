/** What a list shows, and what it holds back so that nothing moves under the pointer. */
export interface Settled<Row> {
  rows: { row: Row; gone: boolean }[]
  /** How many are there that are not shown yet. */
  fresh: number
}

/**
 * The rows that are shown keep their places; what is new waits, what is gone stays and says so.
 *
 * @param shown the ids as they stand on the screen, with the rows as they were last known
 */
export function settle<Row extends { id: string }>(shown: readonly Row[], latest: readonly Row[]): Settled<Row> {
  const now = new Map(latest.map((row) => [row.id, row]))
  const known = new Set(shown.map((row) => row.id))
  return {
    rows: shown.map((row) => ({ row: now.get(row.id) ?? row, gone: !now.has(row.id) })),
    fresh: latest.filter((row) => !known.has(row.id)).length,
  }
}

/** Where to go on when one leaves the list: to the one after it, else to the one before. */
export function nextOf(ids: readonly string[], left: string): string | undefined {
  const at = ids.indexOf(left)
  if (at < 0) return ids[0]
  return ids[at + 1] ?? ids[at - 1]
}

/** One step through the list, which ends at its ends. */
export function stepFrom(ids: readonly string[], at: string | undefined, step: 1 | -1): string | undefined {
  const index = at === undefined ? -1 : ids.indexOf(at)
  if (index < 0) return step > 0 ? ids[0] : ids[ids.length - 1]
  return ids[Math.min(ids.length - 1, Math.max(0, index + step))]
}
