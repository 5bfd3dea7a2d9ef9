import { queryOptions, useQuery } from '@tanstack/react-query'
import { Problem, get } from '../api/client'
import { keys } from '../api/query'
import type { Whoami } from '../api/types'

export const whoQuery = queryOptions({ queryKey: keys.whoami, queryFn: ({ signal }) => get<Whoami>('/api/v1/whoami', signal), staleTime: Infinity })

/** Who is signed in; whoever is not is led to sign in, and back to where they wanted to be. */
export function useWho() {
  const who = useQuery(whoQuery)
  if (who.error instanceof Problem && who.error.status === 401) toSignIn()
  return who
}

let leaving = false

export function toSignIn() {
  if (leaving) return
  leaving = true
  const here = location.pathname + location.search
  location.assign(here === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(here)}`)
}

export function may(who: Whoami | undefined, ...roles: string[]): boolean {
  return !!who && (who.roles.includes('admin') || roles.some((role) => who.roles.includes(role)))
}
