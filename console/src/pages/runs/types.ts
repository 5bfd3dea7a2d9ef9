import type { RunItem } from '../../api/types'

export interface Run extends RunItem {
  batch?: string
  by?: string
  openTasks?: number
  parent?: string
  root?: string
  /** What it cost, where the list is sorted by that. */
  cost?: { amount: string; currency: string }
}

export interface Named {
  name: string
  runs: number
}

export interface Facets {
  total: number
  inDoubt: number
  complete: boolean
  status: Record<string, number>
  workflow: Named[]
  owner: Named[]
  histogram: { from: string; to: string; parts: { runs: number; failed: number; live: number }[] }
}
