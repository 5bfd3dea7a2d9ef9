import type { Params } from '../../api/client'
import type { Search } from '../../app/router'
import { briefly } from '../../ui/words'

/** How runs can stand while they live. */
export const LIVE = ['running', 'waiting', 'held', 'paused', 'ending'] as const
const ENDED = ['completed', 'faulted', 'cancelled'] as const
export const STATUSES: readonly string[] = [...LIVE, ...ENDED]

/** What the list is narrowed to; the address says it, so that it can be sent to others. */
export interface Filter {
  /** None means those that live, unless `all`. */
  status: string[]
  workflow: string[]
  owner?: string
  agent?: string
  text?: string
  since?: string
  until?: string
  batch?: string
  subject?: string
  parent?: string
  root?: string
  inDoubt: boolean
  all: boolean
  /** What comes first; the newest if nothing is said. */
  sort?: Sort
}

export const SORTS = { newest: 'Newest first', oldest: 'Oldest first', longest: 'Longest first', costliest: 'Most expensive first' } as const
export type Sort = keyof typeof SORTS

const words = ['owner', 'agent', 'text', 'since', 'until', 'batch', 'subject', 'parent', 'root'] as const
export type Word = (typeof words)[number]

export function filterOf(search: Search): Filter {
  const filter: Filter = { status: several(search.status), workflow: several(search.workflow), inDoubt: search.inDoubt === 'true', all: search.all === 'true' }
  for (const word of words) if (search[word]) filter[word] = search[word]
  if (search.sort && search.sort !== 'newest' && search.sort in SORTS) filter.sort = search.sort as Sort
  return filter
}

function several(text: string | undefined): string[] {
  return text ? text.split(',').filter(Boolean) : []
}

/** As the address has it. */
export function searchOf(filter: Filter): Search {
  const search: Search = {}
  if (filter.status.length) search.status = filter.status.join(',')
  if (filter.workflow.length) search.workflow = filter.workflow.join(',')
  for (const word of words) if (filter[word]) search[word] = filter[word]
  if (filter.inDoubt) search.inDoubt = 'true'
  if (filter.all) search.all = 'true'
  if (filter.sort) search.sort = filter.sort
  return search
}

/** As what there is is counted, and as many are steered: whatever comes first. */
export function countedOf(filter: Filter): Params {
  return askedOf({ ...filter, sort: undefined })
}

/** As the server is asked; what bounds them to a family, a batch or doubt shows the ended ones too. */
export function askedOf(filter: Filter): Params {
  const asked: Params = { ...searchOf(filter), all: undefined }
  if (!filter.status.length && !showsEnded(filter)) asked.status = LIVE.join(',')
  return asked
}

export function showsEnded(filter: Filter): boolean {
  return filter.all || filter.inDoubt || !!filter.parent || !!filter.root || !!filter.batch || !!filter.subject
}

/** The same as an object, for what is done with all of them. */
export function bulkOf(filter: Filter): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(countedOf(filter))) if (typeof value === 'string' && value) found[name] = value
  return found
}

export interface Part {
  name: string
  says: string
  without: Filter
}

/** What narrows the list, each with the filter that it leaves when it is taken away. */
export function partsOf(filter: Filter): Part[] {
  const parts: Part[] = []
  for (const status of filter.status) {
    parts.push({ name: `status-${status}`, says: status, without: { ...filter, status: filter.status.filter((each) => each !== status) } })
  }
  for (const workflow of filter.workflow) {
    parts.push({ name: `workflow-${workflow}`, says: workflow, without: { ...filter, workflow: filter.workflow.filter((each) => each !== workflow) } })
  }
  for (const word of words) {
    const value = filter[word]
    if (value && word !== 'text' && word !== 'since' && word !== 'until') {
      parts.push({ name: word, says: `${word} ${value}`, without: { ...filter, [word]: undefined } })
    }
  }
  if (filter.text) parts.push({ name: 'text', says: `“${filter.text}”`, without: { ...filter, text: undefined } })
  if (filter.since || filter.until) {
    parts.push({ name: 'time', says: timeWords(filter.since, filter.until), without: { ...filter, since: undefined, until: undefined } })
  }
  if (filter.inDoubt) parts.push({ name: 'inDoubt', says: 'in doubt', without: { ...filter, inDoubt: false } })
  return parts
}

function timeWords(since?: string, until?: string): string {
  if (since && until) return `started ${briefly(since)} – ${briefly(until)}`
  return since ? `started since ${briefly(since)}` : `started before ${briefly(until ?? '')}`
}

/** With it, or without it if it was there. */
export function toggled(list: readonly string[], name: string): string[] {
  return list.includes(name) ? list.filter((each) => each !== name) : [...list, name]
}

export const NO_FILTER: Filter = { status: [], workflow: [], inDoubt: false, all: false }
