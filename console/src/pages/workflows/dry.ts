import type { Json, JsonObject } from '../../api/types'
import type { Row } from '../run/types'

export interface DryCall {
  key: string
  place: string
  target: string
  work: string
  effect: string
  verdict: 'allow' | 'ask' | 'deny' | 'hold'
  rule: string
  asks?: string[]
  reason?: string
  arguments: Json
  from?: 'given' | 'recorded' | 'made-up'
  output?: Json
  error?: JsonObject
}

export interface DryPerson {
  place: string
  team: string
  question: string
  kind: string
  answer: string
  from: string
}

export interface Dry {
  status: string
  stopped: string
  output?: Json
  error?: JsonObject
  cancelled?: string
  rows: Row[]
  calls: DryCall[]
  people: DryPerson[]
}

/** What stands for the world: answers by step or by name. */
export interface Stand {
  calls: JsonObject
  people: JsonObject
  failing: string[]
}

export const NOTHING_GIVEN: Stand = { calls: {}, people: {}, failing: [] }

const FROM: Record<string, string> = { given: 'as given', recorded: 'on record', 'made-up': 'made up' }

export function fromWords(from: string | undefined): string {
  return from ? (FROM[from] ?? from) : 'not called'
}

/** What the gate would say, in a word and with why. */
export function verdictOf(call: DryCall): string {
  switch (call.verdict) {
    case 'ask': return `asks ${call.asks?.join(', ') || 'people'}, by ${call.rule}`
    case 'deny': return `denied by ${call.rule}${call.reason ? `: ${call.reason}` : ''}`
    case 'hold': return `held: ${call.reason ?? call.rule}`
    default: return `allowed by ${call.rule}`
  }
}

/** How it went, in a sentence. */
export function ending(dry: Dry): string {
  if (dry.stopped) return `It stops: ${dry.stopped}.`
  const told = dry.error?.detail ?? dry.error?.title
  if (dry.error) return `It fails${typeof told === 'string' && told ? `: ${told}` : ''}.`
  return dry.status === 'completed' ? 'It comes to its end.' : `It is ${dry.status}${dry.cancelled ? `: ${dry.cancelled}` : ''}.`
}

/** A text as what stands for the world; what is wrong with it is said. */
export function standOf(text: string): { stand?: Stand; problem?: string } {
  let read: unknown
  try {
    read = text.trim() ? JSON.parse(text) : {}
  } catch (failure) {
    return { problem: failure instanceof Error ? failure.message : 'it is not JSON' }
  }
  if (!isObject(read)) return { problem: 'give an object with calls, people and failing' }
  const { calls = {}, people = {}, failing = [], ...more } = read
  const odd = Object.keys(more)[0]
  if (odd !== undefined) return { problem: `“${odd}” is neither calls, people nor failing` }
  if (!isObject(calls)) return { problem: 'calls is an object: outputs by step or by name' }
  if (!isObject(people)) return { problem: 'people is an object: answers by step or by team' }
  if (!Array.isArray(failing)) return { problem: 'failing is a list of steps or names' }
  return { stand: { calls, people, failing: failing.map(String) } }
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
