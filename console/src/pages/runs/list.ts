import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { get, url } from '../../api/client'
import type { Params } from '../../api/client'
import { keys } from '../../api/query'
import type { Items } from '../../api/types'
import { merged } from './merge'
import type { Named, Run } from './types'

const PAGE = 200
/** For a jump far down: fewer questions on the way. */
const LARGE = 1000
const NEWER = 100
/** These have no second page. */
const SORTED = new Set<Params[string]>(['longest', 'costliest'])

/** What a list was when it first came; it is kept for whoever comes back to it. */
interface Bounds {
  id: number
  /** How far it is scrolled. */
  top: number
  /** Runs that started later are not in the list; how many there are is said above it. */
  until?: string
  /** The ids that the pages follow, as they were when these first came. */
  after: string[]
  first: Map<string, readonly Run[]>
  /** How many rows each page asks for; decided when it is first asked for. */
  limits: Map<string, number>
}

const KEPT = 8
let last = 0
const kept = new Map<string, Bounds>()

function boundsOf(name: string): Bounds {
  const known = kept.get(name) ?? { id: ++last, top: 0, after: [''], first: new Map(), limits: new Map() }
  kept.delete(name)
  kept.set(name, known)
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break
    kept.delete(oldest)
  }
  return known
}

/**
 * The runs of a filter, page by page as they come into view. Nothing moves: rows change where they stand, and what is newer
 * waits until the reader asks for it.
 *
 * @param view which rows are in view, so that live changes ask for those alone
 */
export function useRuns(asked: Params, view: { from: number; to: number }) {
  const name = JSON.stringify(asked)
  const [, setTurn] = useState(0)
  const [, setLoaded] = useState(0)
  const bounds = boundsOf(name)
  const list = bounds.id

  const load = async (after: string, signal: AbortSignal): Promise<Run[]> => {
    const limit = SORTED.has(asked.sort) ? LARGE : (bounds.limits.get(after) ?? PAGE)
    const page = await get<Items<Run>>(url('/api/v1/runs', { ...asked, until: bounds.until ?? asked.until, before: after, limit }), signal)
    if (!bounds.first.has(after)) {
      bounds.first.set(after, page.items)
      const newest = page.items[0]
      // In another order than the newest first, what is newer is not above the list.
      if (after === '' && newest && !asked.until && !asked.sort) bounds.until = new Date(Date.parse(newest.started) + 1).toISOString()
      if (page.next && !bounds.after.includes(String(page.next))) bounds.after.push(String(page.next))
      setLoaded((count) => count + 1)
    }
    return page.items
  }

  let offset = 0
  const pages = useQueries({
    queries: bounds.after.map((after) => {
      const known = bounds.first.get(after)
      const from = offset
      if (!known && !bounds.limits.has(after)) bounds.limits.set(after, view.to - from > PAGE ? LARGE : PAGE)
      offset += known?.length ?? PAGE
      const near = view.to >= from - PAGE / 4
      return {
        queryKey: [...keys.runs, 'page', list, after],
        queryFn: ({ signal }: { signal: AbortSignal }) => load(after, signal),
        // Until it is there a page is on the way to all that is below it.
        enabled: near && (!known || view.from < offset),
        gcTime: 60_000,
      }
    }),
  })
  const newer = useQuery({
    queryKey: [...keys.runs, 'newer', list, bounds.until ?? ''],
    queryFn: ({ signal }) => get<Items<Run>>(url('/api/v1/runs', { ...asked, since: bounds.until, limit: NEWER }), signal),
    enabled: !!bounds.until && !asked.until,
  })

  const stamp = pages.map((page) => page.dataUpdatedAt).join()
  const rows = useMemo(
    () => merged(bounds.after.map((after, i) => {
      const first = bounds.first.get(after) ?? []
      return { first, now: pages[i]?.data ?? first }
    })),
    // The pages are new objects each time; when they were last heard of says whether they are news.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [list, stamp],
  )
  const again = useCallback(() => {
    kept.delete(name)
    setTurn((before) => before + 1)
  }, [name])
  const head = pages[0]
  return {
    list: bounds,
    rows,
    newer: newer.data?.items.length ?? 0,
    manyNewer: (newer.data?.items.length ?? 0) >= NEWER,
    more: bounds.after.length > bounds.first.size,
    pending: !bounds.first.has('') && !head?.error,
    error: pages.find((page) => page.error)?.error ?? null,
    again,
  }
}

/** How many runs called which agent. */
export function useCallers(asked: Params) {
  return useQuery({
    queryKey: [...keys.runs, 'facets', 'agents', asked],
    queryFn: ({ signal }) => get<{ agent: Named[]; complete: boolean }>(url('/api/v1/runs/facets/agents', asked), signal),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
}

export function useFacets<T>(asked: Params) {
  return useQuery({
    queryKey: [...keys.runs, 'facets', asked],
    queryFn: ({ signal }) => get<T>(url('/api/v1/runs/facets', asked), signal),
    placeholderData: keepPreviousData,
  })
}
