import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'

export function taskQuery(id: string) {
  return queryOptions({ queryKey: keys.task(id), queryFn: ({ signal }) => get<Task>(`/api/v1/tasks/${encodeURIComponent(id)}`, signal), staleTime: 5_000 })
}
