import { useQuery } from '@tanstack/react-query'
import { get, url } from '../api/client'
import { keys } from '../api/query'
import type { Items, TaskItem } from '../api/types'

/** How many tasks wait for the one who looks. */
export function useWaiting(): number {
  const tasks = useQuery({
    queryKey: [...keys.tasks, { mine: true }],
    queryFn: ({ signal }) => get<Items<TaskItem>>(url('/api/v1/tasks', { mine: true }), signal),
  })
  return tasks.data?.items.length ?? 0
}
