import { queryOptions, useQuery } from '@tanstack/react-query'
import { get, url } from '../api/client'
import { keys } from '../api/query'
import type { Items, TaskItem } from '../api/types'

/** More are not counted. */
const MOST = 100

export const waitingQuery = queryOptions({
  queryKey: [...keys.tasks, { mine: true, limit: MOST }],
  queryFn: ({ signal }) => get<Items<TaskItem>>(url('/api/v1/tasks', { mine: true, limit: MOST }), signal),
})

/** How many tasks wait for the one who looks, in few signs. */
export function useWaiting(signedIn: boolean): string {
  const tasks = useQuery({ ...waitingQuery, enabled: signedIn })
  const count = tasks.data?.items.length ?? 0
  return count >= MOST ? `${MOST - 1}+` : count ? String(count) : ''
}
