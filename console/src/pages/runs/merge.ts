/** A row as it is shown; one that is gone no longer fits the filter, and stands until the list is asked anew. */
export interface Shown<Row> {
  row: Row
  gone: boolean
}

/** A page as it first came, and as it is now. */
export interface Page<Row> {
  first: readonly Row[]
  now: readonly Row[]
}

/**
 * All pages as one list in which no row changes its place: what is news stands in the row where it first stood.
 * What fits since then and was not there before is left out; the reader asks for it.
 */
export function merged<Row extends { id: string }>(pages: readonly Page<Row>[]): Shown<Row>[] {
  const now = new Map<string, Row>()
  for (const page of pages) for (const row of page.now) now.set(row.id, row)
  const seen = new Set<string>()
  const shown: Shown<Row>[] = []
  for (const page of pages) {
    for (const row of page.first) {
      if (seen.has(row.id)) continue
      seen.add(row.id)
      const latest = now.get(row.id)
      shown.push({ row: latest ?? row, gone: !latest })
    }
  }
  return shown
}
