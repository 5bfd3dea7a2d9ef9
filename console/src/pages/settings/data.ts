import type { Json } from '../../api/types'

export interface Absence {
  from: string
  to: string
  delegate?: string
}

export interface Channel {
  kind: 'email' | 'webhook' | 'slack' | 'teams'
  to: string
}

/** What a person is and may do; times and channels where the server tells them. */
export interface Person {
  name: string
  displayName: string
  roles: string[]
  teams: string[]
  skills?: string[]
  sameAs?: string
  disabled: boolean
  zone?: string
  hours?: Json
  absence?: Absence[]
  channels?: Channel[]
}

export interface Team {
  team: string
  purpose: string
  skills?: string[]
  lead?: string
  hours?: Json
  reminders?: Json
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
