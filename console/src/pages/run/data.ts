import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Problem, get, url } from '../../api/client'
import type { Budget } from '../../api/house'
import { keys } from '../../api/query'
import type { Items } from '../../api/types'
import { nested } from './scale'
import type { Entry, Timeline, Whole, WorkflowGraph } from './types'

const at = (run: string) => `/api/v1/runs/${encodeURIComponent(run)}`

export function useRun(run: string) {
  return useQuery({ queryKey: keys.run(run), queryFn: ({ signal }) => get<Whole>(at(run), signal) })
}

const inOrder = (timeline: Timeline): Timeline => ({ ...timeline, rows: nested(timeline.rows) })

export function useTimeline(run: string) {
  return useQuery({ queryKey: [...keys.run(run), 'timeline'], queryFn: ({ signal }) => get<Timeline>(`${at(run)}/timeline`, signal), select: inOrder })
}

/** The budgets that it pays from; only those of each run once it has ended. */
export function useRunBudgets(run: string) {
  return useQuery({ queryKey: [...keys.run(run), 'budgets'], queryFn: ({ signal }) => get<Items<Budget>>(`${at(run)}/budgets`, signal) })
}

const still = (count: number, error: Error) => !(error instanceof Problem && error.status < 500) && count < 2

/** The picture of exactly what a run does: it never changes. */
export function useRunGraph(run: string) {
  return useQuery({
    queryKey: ['graph', 'run', run],
    queryFn: ({ signal }) => get<WorkflowGraph>(`${at(run)}/graph`, signal),
    staleTime: Infinity,
    retry: still,
  })
}

/** A published version's picture. */
export function useGraph(namespace: string, name: string, version: string | undefined) {
  return useQuery({
    queryKey: ['graph', namespace, name, version],
    queryFn: ({ signal }) => get<WorkflowGraph>(url(`/api/v1/workflows/${encodeURIComponent(name)}/graph`, { namespace, version }), signal),
    enabled: !!version,
    staleTime: Infinity,
    retry: still,
  })
}

const ENTRIES = 500

export function useEntries(run: string) {
  return useInfiniteQuery({
    queryKey: [...keys.run(run), 'entries'],
    queryFn: ({ pageParam, signal }) => get<{ items: Entry[]; next?: number }>(url(`${at(run)}/events`, { from: pageParam, limit: ENTRIES }), signal),
    initialPageParam: 1,
    getNextPageParam: (last) => last.next,
  })
}

/** namespace/name@version. */
export function partsOf(workflow: string): { namespace: string; name: string; version: string } {
  const [, namespace = '', name = '', version = ''] = /^(?:([^/]+)\/)?([^@]+)(?:@(.*))?$/.exec(workflow) ?? []
  return { namespace, name, version }
}
