import { QueryClient } from '@tanstack/react-query'
import { Problem, UNREACHED } from './client'

/** Refusals stay what they are; only what did not reach the server, or was too much for it, is asked again. */
function again(count: number, failure: Error): boolean {
  const passing = failure instanceof Problem && (failure.status === UNREACHED || failure.status === 503)
  return passing && count < 3
}

export const client = new QueryClient({
  defaultOptions: {
    queries: { retry: again, staleTime: 30_000, refetchOnWindowFocus: true, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})

/** The first parts of all keys, so that live events reach what they concern. */
export const keys = {
  whoami: ['whoami'],
  tasks: ['tasks'],
  task: (id: string) => ['task', id],
  runs: ['runs'],
  run: (id: string) => ['run', id],
  house: ['house'],
} as const
