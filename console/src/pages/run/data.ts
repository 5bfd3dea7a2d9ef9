import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Problem, get, url } from '../../api/client'
import { keys } from '../../api/query'
import type { Entry, Timeline, Whole, WorkflowGraph } from './types'

const at = (run: string) => `/api/v1/runs/${encodeURIComponent(run)}`

export function useRun(run: string) {
  return useQuery({ queryKey: keys.run(run), queryFn: ({ signal }) => get<Whole>(at(run), signal) })
}

export function useTimeline(run: string) {
  return useQuery({ queryKey: [...keys.run(run), 'timeline'], queryFn: ({ signal }) => get<Timeline>(`${at(run)}/timeline`, signal) })
}

/** The pinned version's picture: it never changes. */
export function useGraph(workflow: string | undefined) {
  const { namespace, name, version } = partsOf(workflow ?? '')
  return useQuery({
    queryKey: ['graph', workflow],
    queryFn: ({ signal }) => get<WorkflowGraph>(url(`/api/v1/workflows/${encodeURIComponent(name)}/graph`, { namespace, version }), signal),
    enabled: !!name,
    staleTime: Infinity,
    retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < 2,
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
