import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { Items } from '../../api/types'

export interface Absence {
  from: string
  to: string
  delegate?: string
}

export interface Channel {
  kind: 'email' | 'webhook' | 'slack' | 'teams'
  to: string
}

/** When somebody is there, and where they are told what waits; absent where the server does not tell. */
export interface Times {
  zone?: string
  hours?: string
  absence?: Absence[]
  channels?: Channel[]
}

export interface Person extends Times {
  name: string
  displayName: string
  roles: string[]
  teams: string[]
  skills?: string[]
  sameAs?: string
  disabled: boolean
  atWork?: boolean
}

export interface Team extends Times {
  team: string
  purpose: string
  skills?: string[]
  lead?: string
  reminders?: string[]
  passed?: boolean
}

export interface Token {
  id: string
  name: string
  roles: string[]
  owner?: string
  created: string
  expires?: string
  lastUsed?: string
}

export interface Hook {
  name: string
  workflow: string
  labels: string[]
  usable: boolean
  why: string
  by: string
  at: string
}

export interface Made extends Hook {
  path: string
  secret: string
}

export interface Status {
  version: string
  started: string
  position: number
  runs: Record<string, number>
  inDoubt: number
  tasksWaiting: number
  agents: { name: string; of: string; kind: string; running: boolean; pid?: number; restarts: number; inFlight: number; lastSign?: string; lastError: string }[]
  models: { model: string; url: string; circuit: string; resting: boolean; failures: number; nextTry?: string; lastError: string }[]
}

const list = <Item>(name: string) => ({
  queryKey: ['house', name],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<Items<Item>>(`/api/v1/${name}`, signal),
})

export const usePeople = () => useQuery(list<Person>('people'))
export const useTeams = () => useQuery(list<Team>('teams'))
export const useTokens = (enabled: boolean) => useQuery({ ...list<Token>('tokens'), enabled })
export const useHooks = () => useQuery(list<Hook>('hooks'))
export const useStatus = () =>
  useQuery({ queryKey: ['status'], queryFn: ({ signal }) => get<Status>('/api/v1/status', signal), refetchInterval: 5000 })

export const ROLES = ['viewer', 'author', 'operator', 'approver', 'auditor', 'admin'] as const

export const roleWords: Record<string, string> = {
  viewer: 'sees everything, changes nothing',
  author: 'publishes workflows and policies, registers agents and tools',
  operator: 'starts, pauses and cancels runs; throws switches',
  approver: 'decides tasks of their teams',
  auditor: 'verifies the ledger and takes copies of it',
  admin: 'manages people; may do all of the above, except decide for a team not their own',
}

/** Words between commas or spaces. */
export function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** What differs from before: only that is sent. */
export function changed<Value extends object>(before: Value, after: Value): Partial<Value> {
  const found: Partial<Value> = {}
  for (const name of Object.keys(after) as (keyof Value)[]) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) found[name] = after[name]
  }
  return found
}
