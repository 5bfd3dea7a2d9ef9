import type { Task } from '../../api/task'
import type { Json, JsonObject } from '../../api/types'
import { visibleLine } from '../../ui/visible'
import { callOf, isObject } from './brief'

/** A plan that is put before a person, and what the server expects of it. */
export interface Plan {
  goal: string
  /** The whole workflow, as it would run. */
  definition: JsonObject
  steps?: number
  /** How often each team is asked. */
  people: [team: string, times: number][]
  calls: string[]
  worst?: string
  cost?: string
}

/** The plan that an approval is about; nothing where it is about another call. */
export function planOf(task: Task): Plan | undefined {
  const given = callOf(task)?.arguments
  if (!isObject(given) || !isObject(given.plan) || !Array.isArray(given.plan.do) || !isObject(given.plan.document)) return undefined
  const forecast = isObject(given.forecast) ? given.forecast : {}
  const people = new Map<string, number>()
  for (const team of texts(forecast.people)) people.set(team, (people.get(team) ?? 0) + 1)
  return {
    goal: typeof given.goal === 'string' ? given.goal : '',
    definition: given.plan,
    steps: typeof forecast.steps === 'number' ? forecast.steps : undefined,
    people: [...people],
    calls: texts(forecast.calls),
    worst: typeof forecast.worst === 'string' ? forecast.worst : undefined,
    cost: typeof forecast.cost === 'string' ? forecast.cost : undefined,
  }
}

/** The same with every text such that all of it is seen; the places of steps stay, for they join what belongs together. */
export function plainly<Shown>(shown: Shown): Shown {
  if (Array.isArray(shown)) return shown.map((each: unknown) => plainly(each)) as Shown
  if (shown === null || typeof shown !== 'object') return shown
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, typeof value === 'string' ? (JOINS.has(name) ? value : visibleLine(value)) : plainly(value)])) as Shown
}

const JOINS = new Set(['id', 'step', 'from', 'to', 'parent', 'kind'])

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
