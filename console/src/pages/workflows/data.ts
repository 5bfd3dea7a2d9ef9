import { useQuery } from '@tanstack/react-query'
import { get, post, url } from '../../api/client'
import type { Complaint as Told } from '../../api/house'
import { keys } from '../../api/query'
import type { Items, JsonObject } from '../../api/types'
import type { WorkflowGraph } from '../run/types'
import type { Facets } from '../runs/types'

export interface Workflow {
  id: string
  namespace: string
  name: string
  version: string
  title: string
  summary: string
  owner: string
  digest: string
  by: string
  published: string
}

export interface Complaint extends Told {
  pointer: string
}

export interface WorkflowShown extends Workflow {
  source: string
  versions: string[]
  inputSchema?: JsonObject
  complaints?: Complaint[]
}

export interface OutlineItem {
  depth: number
  name?: string
  text: string
  step: string
  people?: boolean
}

export interface Change {
  step: string
  kind: 'added' | 'removed' | 'changed' | (string & {})
  text: string
}

export interface Looked {
  complaints: Complaint[]
  graph?: WorkflowGraph
  outline?: OutlineItem[]
}

export function useWorkflows() {
  return useQuery({ queryKey: [...keys.house, 'workflows'], queryFn: ({ signal }) => get<Items<Workflow>>('/api/v1/workflows', signal) })
}

/** How many runs each workflow has had, and how many of them live. */
export function useRunCounts() {
  const of = (status?: string) => ({
    queryKey: [...keys.runs, 'facets', 'by workflow', status ?? 'all'],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const facets = await get<Facets>(url('/api/v1/runs/facets', { status }), signal)
      return new Map(facets.workflow.map(({ name, runs }) => [name, runs]))
    },
  })
  return { all: useQuery(of()), live: useQuery(of('running,waiting,held,paused,ending')) }
}

const at = (name: string, part = '') => `/api/v1/workflows/${encodeURIComponent(name)}${part}`

export function useWorkflow(namespace: string, name: string, version?: string) {
  return useQuery({
    queryKey: [...keys.house, 'workflow', namespace, name, version ?? ''],
    queryFn: ({ signal }) => get<WorkflowShown>(url(at(name), { namespace, version }), signal),
    enabled: !!name,
  })
}

export function useOutline(namespace: string, name: string, version: string | undefined) {
  return useQuery({
    queryKey: ['outline', namespace, name, version],
    queryFn: ({ signal }) => get<{ items: OutlineItem[] }>(url(at(name, '/outline'), { namespace, version }), signal),
    enabled: !!version,
    staleTime: Infinity,
  })
}

export function useChanges(namespace: string, name: string, version: string, against: string | undefined) {
  return useQuery({
    queryKey: ['changes', namespace, name, version, against],
    queryFn: ({ signal }) => get<{ changes: Change[] }>(url(at(name, '/diff'), { namespace, version, against }), signal),
    enabled: !!against && against !== version,
    staleTime: Infinity,
  })
}

/** What the server makes of a text that is being written: its picture, its sentences, and what is wrong with it. */
export function useLook(source: string) {
  return useQuery({
    queryKey: ['look', source],
    queryFn: () => post<Looked>('/api/v1/workflows/graph', { source }),
    enabled: source.trim() !== '',
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: (before) => before,
  })
}

/** What may be named in a workflow. */
export interface Names {
  agents: string[]
  tools: Map<string, string[]>
  teams: string[]
  people: string[]
  workflows: string[]
}

export function useNames() {
  return useQuery({
    queryKey: [...keys.house, 'names'],
    queryFn: async ({ signal }): Promise<Names> => {
      const [agents, tools, teams, people, workflows] = await Promise.all([
        get<Items<{ name: string }>>('/api/v1/agents', signal),
        get<Items<{ name: string; tools?: { name: string }[] }>>('/api/v1/tools', signal),
        get<Items<{ team: string }>>('/api/v1/teams', signal),
        get<Items<{ person?: string; name?: string }>>('/api/v1/people', signal).catch(() => ({ items: [] })),
        get<Items<Workflow>>('/api/v1/workflows', signal),
      ])
      return {
        agents: agents.items.map((each) => each.name),
        tools: new Map(tools.items.map((each) => [each.name, (each.tools ?? []).map((tool) => tool.name)])),
        teams: teams.items.map((each) => each.team),
        people: people.items.flatMap((each: { person?: string; name?: string }) => each.person ?? each.name ?? []),
        workflows: workflows.items.map((each) => each.name),
      }
    },
  })
}
