import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { get, url } from '../../api/client'
import type { Deed, Deeds, LedgerState } from '../../api/house'

const WATCH_MS = 1000

export const useLedger = () =>
  useQuery({
    queryKey: ['house', 'ledger'],
    queryFn: ({ signal }) => get<LedgerState>('/api/v1/audit/state', signal),
    refetchInterval: ({ state }) => (state.data?.verification.state === 'running' ? WATCH_MS : 30_000),
  })

export interface Filter {
  of?: string
  who?: string
  what?: string
  subject?: string
}

/** All deeds that fit, page by page; the first page is asked for again when the house changes. */
export const useDeeds = (filter: Filter) =>
  useInfiniteQuery({
    queryKey: ['house', 'deeds', filter],
    queryFn: ({ signal, pageParam }) => get<Deeds>(url('/api/v1/audit', { ...filter, before: pageParam, limit: 100 }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })

const verbs: Record<string, string> = {
  WorkflowPublished: 'published a workflow',
  AgentAdded: 'registered an agent',
  AgentRemoved: 'removed an agent',
  ToolServerAdded: 'registered a tool server',
  ToolServerRemoved: 'removed a tool server',
  TeamAdded: 'put a team',
  PersonAdded: 'put a person',
  SwitchThrown: 'switched off',
  SwitchReleased: 'released',
  PolicyPublished: 'put a policy in force',
  PolicyWithdrawn: 'withdrew a policy',
  PolicyProposed: 'proposed a policy',
  PolicyApproved: 'agreed to a policy',
  PolicyRejected: 'rejected a policy',
  PolicyShadowed: 'let a policy judge along',
  ShadowEnded: 'ended a shadow',
  BudgetAdded: 'put a budget in force',
  BudgetRemoved: 'removed a budget',
  HookAdded: 'opened a hook',
  HookRemoved: 'removed a hook',
  TargetTried: 'made a test call to',
  PayloadErased: 'erased what a run held',
  RetentionAllowed: 'allowed a shorter time to keep',
  Started: 'started a run',
  Paused: 'paused a run',
  Resumed: 'resumed a run',
  Cancelled: 'cancelled a run',
  OutcomeReported: 'reported an outcome',
  TaskDecided: 'decided a task',
  TaskVoted: 'agreed to a task',
  TaskClaimed: 'claimed a task',
  TaskReleased: 'released a task',
}

/** All that can be asked for by kind. */
export const kinds = Object.keys(verbs)

/** A deed in words; a kind that is not known yet is taken apart into its own. */
export function deedWords(what: string): string {
  return verbs[what] ?? what.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase()
}

/** Where the console shows what a deed was done to, if anywhere. */
export function place(deed: Deed): { to: string; search?: Record<string, string> } | undefined {
  const at = encodeURIComponent(deed.subject)
  if (deed.what.startsWith('Task')) return { to: `/tasks/${at}` }
  if (deed.run) return { to: `/runs/${deed.run}` }
  if (deed.what.startsWith('Policy') || deed.what === 'ShadowEnded') return { to: `/policies/${at}` }
  if (deed.what === 'AgentAdded') return { to: `/agents/${at}` }
  if (deed.what === 'ToolServerAdded') return { to: `/agents/${at}`, search: { tab: 'tools' } }
  if (deed.what.startsWith('Budget')) return { to: '/policies', search: { tab: 'budgets', budget: deed.subject } }
  if (deed.what.startsWith('Switch')) return { to: '/policies', search: { tab: 'switches' } }
  if (deed.what === 'WorkflowPublished') return { to: `/workflows/${deed.subject.replace(/@.*/, '')}` }
  return undefined
}
