import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { Agent, Endpoint, RecordItem, Sprawl, Thrown, ToolServer, WholeRecord } from '../../api/house'
import type { Items } from '../../api/types'

export const useAgents = () =>
  useQuery({ queryKey: ['house', 'agents'], queryFn: ({ signal }) => get<Items<Agent>>('/api/v1/agents', signal) })

export const useServers = () =>
  useQuery({ queryKey: ['house', 'tools'], queryFn: ({ signal }) => get<Items<ToolServer>>('/api/v1/tools', signal) })

export const useRecords = () =>
  useQuery({ queryKey: ['house', 'records'], queryFn: ({ signal }) => get<Items<RecordItem>>('/api/v1/records', signal) })

export const useSprawl = () =>
  useQuery({ queryKey: ['house', 'sprawl'], queryFn: ({ signal }) => get<Sprawl>('/api/v1/sprawl', signal) })

export const useSwitches = () =>
  useQuery({ queryKey: ['house', 'switches'], queryFn: ({ signal }) => get<Items<Thrown>>('/api/v1/switches', signal) })

export const useRecord = (kind: 'agent' | 'tool', name: string) =>
  useQuery({
    queryKey: ['house', 'record', kind, name],
    queryFn: ({ signal }) => get<WholeRecord>(`/api/v1/${kind}s/${encodeURIComponent(name)}/record`, signal),
  })


/** Where it runs, in a few words. */
export function whereabouts(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'model':
      return endpoint.model ? `${endpoint.model.name} at ${host(endpoint.model.url)}` : 'a model'
    case 'process':
      return endpoint.command?.join(' ') ?? 'a program'
    default:
      return endpoint.url ? host(endpoint.url) : (endpoint.command?.join(' ') ?? endpoint.function ?? endpoint.kind)
  }
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** The share of calls that failed, as a text; nothing where none has ended. */
export function failing(done: number, failed: number): string {
  const ended = done + failed
  if (ended === 0) return ''
  if (failed === 0) return 'none failed'
  const percent = (failed / ended) * 100
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} % failed`
}

export interface Facets {
  owner?: string
  kind?: string
  status?: string
  text?: string
}

interface Filtered {
  name: string
  owner: string
  purpose: string
  endpoint: { kind: string }
}

/** Those that fit all that was chosen. */
export function fitting<Item extends Filtered>(items: readonly Item[], facets: Facets, off: ReadonlySet<string>): Item[] {
  const text = facets.text?.toLowerCase() ?? ''
  return items.filter(
    (item) =>
      (!facets.owner || item.owner === facets.owner) &&
      (!facets.kind || item.endpoint.kind === facets.kind) &&
      (!facets.status || (facets.status === 'off') === off.has(item.name)) &&
      (!text || `${item.name} ${item.purpose} ${item.owner}`.toLowerCase().includes(text)),
  )
}
