import { useQuery } from '@tanstack/react-query'
import { get } from '../../api/client'
import type { Budget, Forecast, KeptVersion, PolicyItem, Proposal, Shadow, Thrown } from '../../api/house'
import type { Items } from '../../api/types'
import { usePeople } from '../settings/data'
import type { Person } from '../settings/data'

const list = <Item>(name: string) => ({
  queryKey: ['house', name],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<Items<Item>>(`/api/v1/${name}`, signal),
})

export const usePolicies = () => useQuery(list<PolicyItem>('policies'))
export const useProposals = () => useQuery(list<Proposal>('proposals'))
export const useShadows = () => useQuery(list<Shadow>('shadows'))
export const useBudgets = () => useQuery({ ...list<Budget>('budgets'), refetchInterval: 5000 })
export const useThrown = () => useQuery(list<Thrown>('switches'))

export { usePeople }

export const useVersions = (name: string, enabled = true) =>
  useQuery({
    queryKey: ['house', 'policy-versions', name],
    queryFn: ({ signal }) => get<Items<KeptVersion>>(`/api/v1/policies/${encodeURIComponent(name)}/versions`, signal),
    enabled,
  })

export const usePolicy = (name: string, enabled = true) =>
  useQuery({
    queryKey: ['house', 'policy', name],
    queryFn: ({ signal }) => get<PolicyItem>(`/api/v1/policies/${encodeURIComponent(name)}`, signal),
    enabled,
  })

export const useShadow = (name: string, enabled: boolean) =>
  useQuery({
    queryKey: ['house', 'shadow', name],
    queryFn: ({ signal }) => get<Shadow>(`/api/v1/shadows/${encodeURIComponent(name)}`, signal),
    enabled,
  })

/** What a backtest found, by the names that its examples have, in the order in which it matters: what asks or stops less comes first. */
export function changes(of: Forecast): { word: string; name: string; count: number; looser: boolean }[] {
  return [
    { word: 'no longer denied', name: 'noLongerDenied', count: of.noLongerDenied, looser: true },
    { word: 'no longer asked', name: 'noLongerAsked', count: of.noLongerAsked, looser: true },
    { word: 'newly asked', name: 'newlyAsked', count: of.newlyAsked, looser: false },
    { word: 'newly denied', name: 'newlyDenied', count: of.newlyDenied, looser: false },
    { word: 'asked otherwise', name: 'askedOtherwise', count: of.askedOtherwise, looser: false },
    { word: 'changed otherwise', name: 'changedOtherwise', count: of.changedOtherwise, looser: false },
    { word: 'not decidable', name: 'undecidable', count: of.undecidable, looser: false },
    { word: 'unchanged', name: 'unchanged', count: of.unchanged, looser: false },
  ]
}

const NAMED = 4

/** Who may agree to what somebody proposed: every author and admin but the one who proposed it. */
export function agreeing(people: readonly Person[] | undefined, proposer: string | undefined): string {
  if (!people) return ''
  const names = people
    .filter((each) => !each.disabled && each.name !== proposer && each.roles.some((role) => role === 'author' || role === 'admin'))
    .map((each) => each.displayName || each.name)
  if (names.length === 0) return 'There is nobody else who may agree: an admin has to make another person an author.'
  const shown = names.slice(0, NAMED)
  const more = names.length - shown.length
  const last = shown.length > 1 && more === 0 ? shown.pop() : undefined
  return `${shown.join(', ')}${last ? ` or ${last}` : ''}${more ? ` or one of ${more} more` : ''} may agree.`
}

/** What a policy is about, in a few words. */
export function scope(of: PolicyItem['scope']): string {
  const parts = [of.effects?.join(' or '), of.targets && `at ${of.targets.join(', ')}`, of.workflows && `in ${of.workflows.join(', ')}`]
  return parts.filter(Boolean).join(' ') || 'every effect'
}

/** How full a budget is, in percent, by the measure that is nearest to its limit; absent without a window. */
export function fullness({ limit, reserved, spent }: Pick<Budget, 'limit' | 'reserved' | 'spent'>): number | undefined {
  if (!reserved && !spent) return undefined
  let most = 0
  for (const [name, of] of Object.entries(limit)) {
    const top = figure(of)
    if (top > 0) most = Math.max(most, (figure(reserved?.[name]) + figure(spent?.[name])) / top)
  }
  return Math.round(most * 100)
}

function figure(value: string | number | undefined): number {
  return typeof value === 'number' ? value : Number.parseFloat(value ?? '0') || 0
}

/** What is spent and reserved of a budget, in the measures that it limits. */
export function used({ limit, reserved, spent }: Pick<Budget, 'limit' | 'reserved' | 'spent'>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(limit).map(([name, of]) => {
    const sum = figure(reserved?.[name]) + figure(spent?.[name])
    return [name, typeof of === 'number' ? sum : `${sum.toFixed(2)} ${of.replace(/^[\d.,\s]+/, '')}`]
  }))
}

/** A limit or what is taken of it: 20.00 USD, 1,000 calls. */
export function amounts(of: Record<string, string | number> | undefined): string {
  const words: Record<string, string> = { tokens: 'tokens', calls: 'calls', wallSeconds: 's of work', humanMinutes: 'min of people' }
  const parts = Object.entries(of ?? {}).map(([name, value]) => (name === 'money' ? String(value) : `${Number(value).toLocaleString('en')} ${words[name] ?? name}`))
  return parts.join(', ') || 'nothing'
}
