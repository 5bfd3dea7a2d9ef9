import type { Json, JsonObject } from '../../api/types'

/** What one agent said to one question. */
export interface Said {
  reply: string
  output?: Json
  error?: JsonObject
  millis: number
  usage?: JsonObject
}

export interface Field {
  /** Its JSON pointer. */
  name: string
  same: number
  of: number
  /** Where they differed first. */
  first?: Json
  second?: Json
}

/** So many fields are compared; the rest of a larger answer is left out. */
const LIMIT = 200

/** How two agents agree, field by field, over all questions that both answered. */
export function compared(pairs: readonly (readonly [Said, Said])[]): { fields: Field[]; percent: number } {
  const fields = new Map<string, Field>()
  let same = 0
  let of = 0
  for (const [one, other] of pairs) {
    if (one.output === undefined || other.output === undefined) continue
    const left = leaves(one.output)
    const right = leaves(other.output)
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const equal = JSON.stringify(sorted(left.get(name))) === JSON.stringify(sorted(right.get(name)))
      of++
      if (equal) same++
      const field = fields.get(name) ?? { name, same: 0, of: 0 }
      if (!fields.has(name) && fields.size >= LIMIT) continue
      field.of++
      if (equal) field.same++
      else if (field.first === undefined && field.second === undefined) {
        field.first = left.get(name) ?? null
        field.second = right.get(name) ?? null
      }
      fields.set(name, field)
    }
  }
  return { fields: [...fields.values()], percent: of === 0 ? 0 : Math.floor((100 * same) / of) }
}

/** Values by their JSON pointer; a list is one value. */
function leaves(answer: Json): Map<string, Json> {
  const found = new Map<string, Json>()
  const walk = (pointer: string, value: Json) => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length) {
      for (const [name, of] of Object.entries(value)) if (of !== undefined) walk(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, of)
    } else if (found.size < LIMIT) found.set(pointer || '/', value)
  }
  walk('', answer)
  return found
}

/** With the names of all objects in one order. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((each) => sorted(each) ?? null)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, of]) => [name, sorted(of) ?? null]))
}

/** How one of them did: how many it answered, how long it took in the mean, what it cost. */
export function summary(all: readonly Said[]): { answered: number; of: number; millis: number; cost: string; error: string } {
  const costs = all.map((each) => /^([A-Z]{3}) ([\d.]+)$/.exec(typeof each.usage?.cost === 'string' ? each.usage.cost : '')).filter((each) => each !== null)
  const currency = costs[0]?.[1] ?? ''
  const sum = costs.filter((each) => each[1] === currency).reduce((total, each) => total + Number(each[2]), 0)
  const failed = all.find((each) => each.reply !== 'answered')
  return {
    answered: all.filter((each) => each.reply === 'answered').length,
    of: all.length,
    millis: all.length ? Math.round(all.reduce((total, each) => total + each.millis, 0) / all.length) : 0,
    cost: currency ? `${currency} ${Number(sum.toFixed(6))}` : '',
    error: failed ? (typeof failed.error?.detail === 'string' ? failed.error.detail : failed.reply) : '',
  }
}
