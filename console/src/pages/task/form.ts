import type { Json, JsonObject } from '../../api/types'
import { isObject } from './brief'

/** One field of a form, as its JSON Schema describes it. What a small form cannot show is written as JSON. */
export interface Field {
  name: string
  label: string
  says: string
  kind: 'text' | 'long' | 'choice' | 'number' | 'whole' | 'yes' | 'date' | 'moment' | 'list' | 'group' | 'json'
  needed: boolean
  choices: Json[]
  fields: Field[]
  /** What a list holds. */
  item?: Field
  limits: { minimum?: number; maximum?: number; minLength?: number; maxLength?: number; pattern?: string }
  preset?: Json
}

const LONG_TEXT = 120

export function fieldsOf(schema: JsonObject): Field[] {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const needed = new Set(Array.isArray(schema.required) ? schema.required : [])
  return Object.entries(properties).map(([name, part]) => field(name, isObject(part) ? part : {}, needed.has(name)))
}

/** Whether a form can be made of it at all; else it is one text of JSON. */
export function isForm(schema: JsonObject): boolean {
  return isObject(schema.properties) && Object.keys(schema.properties).length > 0
}

function field(name: string, part: JsonObject, needed: boolean): Field {
  const kind = kindOf(part)
  const item = kind === 'list' && isObject(part.items) ? field('', part.items, true) : undefined
  return {
    name,
    label: text(part.title) || name.replaceAll(/[-_]+/g, ' '),
    says: text(part.description),
    kind,
    needed,
    choices: Array.isArray(part.enum) ? part.enum : [],
    fields: kind === 'group' ? fieldsOf(part) : [],
    item,
    limits: {
      minimum: number(part.minimum),
      maximum: number(part.maximum),
      minLength: number(part.minLength),
      maxLength: number(part.maxLength),
      pattern: text(part.pattern) || undefined,
    },
    preset: part.default,
  }
}

function kindOf(part: JsonObject): Field['kind'] {
  if (Array.isArray(part.enum) && part.enum.every((each) => each === null || typeof each !== 'object')) return 'choice'
  if (part.type === 'boolean') return 'yes'
  if (part.type === 'integer') return 'whole'
  if (part.type === 'number') return 'number'
  if (part.type === 'string') {
    if (part.format === 'date') return 'date'
    if (part.format === 'date-time') return 'moment'
    const most = number(part.maxLength)
    return part.format === 'multiline' || (most !== undefined && most > LONG_TEXT) ? 'long' : 'text'
  }
  if (part.type === 'array' && isObject(part.items) && ['text', 'number', 'whole', 'choice', 'date'].includes(kindOf(part.items))) return 'list'
  return part.type === 'object' && isForm(part) ? 'group' : 'json'
}

const text = (value: Json | undefined) => (typeof value === 'string' ? value : '')
const number = (value: Json | undefined) => (typeof value === 'number' ? value : undefined)

/** What has been written into a field, which need not fit yet. */
export type Draft = string | boolean | Draft[] | { [name: string]: Draft }

export function empty(field: Field): Draft {
  if (field.kind === 'group') return Object.fromEntries(field.fields.map((each) => [each.name, empty(each)]))
  if (field.kind === 'list') return Array.isArray(field.preset) ? field.preset.map((each) => String(each)) : []
  if (field.kind === 'yes') return field.preset === true
  if (field.preset === undefined || field.preset === null) return ''
  return field.kind === 'json' ? JSON.stringify(field.preset, null, 2) : String(field.preset)
}

export interface Read {
  value?: Json
  faults: Record<string, string>
}

/** The value that a draft stands for; undefined where nothing was given. */
export function read(field: Field, draft: Draft | undefined, path = field.name): Read {
  if (field.kind === 'group') return readAll(field.fields, isDraft(draft) ? draft : {}, `${path}.`, field.needed)
  if (field.kind === 'list') return readList(field, Array.isArray(draft) ? draft : [], path)
  if (field.kind === 'yes') return { value: draft === true, faults: {} }
  const written = typeof draft === 'string' ? draft : ''
  if (written.trim() === '') return { faults: field.needed ? { [path]: 'is needed' } : {} }
  return one(field, written, path)
}

function one(field: Field, written: string, path: string): Read {
  const wrong = (fault: string): Read => ({ faults: { [path]: fault } })
  const { minimum, maximum, minLength, maxLength, pattern } = field.limits
  switch (field.kind) {
    case 'number':
    case 'whole': {
      const value = Number(written)
      if (!Number.isFinite(value)) return wrong('is no number')
      if (field.kind === 'whole' && !Number.isInteger(value)) return wrong('is no whole number')
      if (minimum !== undefined && value < minimum) return wrong(`is less than ${minimum}`)
      if (maximum !== undefined && value > maximum) return wrong(`is more than ${maximum}`)
      return { value, faults: {} }
    }
    case 'choice': {
      const value = field.choices.find((each) => String(each) === written)
      return value === undefined ? wrong('is none of the choices') : { value, faults: {} }
    }
    case 'moment': {
      const moment = new Date(written)
      return Number.isNaN(moment.getTime()) ? wrong('is no time') : { value: moment.toISOString(), faults: {} }
    }
    case 'json':
      try {
        return { value: JSON.parse(written) as Json, faults: {} }
      } catch (failure) {
        return wrong(`is no JSON: ${failure instanceof Error ? failure.message : String(failure)}`)
      }
    default:
      if (minLength !== undefined && written.length < minLength) return wrong(`has fewer than ${minLength} characters`)
      if (maxLength !== undefined && written.length > maxLength) return wrong(`has more than ${maxLength} characters`)
      if (pattern && !fits(pattern, written)) return wrong(`does not fit ${pattern}`)
      return { value: written, faults: {} }
  }
}

function fits(pattern: string, written: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(written)
  } catch {
    return true // The server knows the pattern; it says so if it does not fit.
  }
}

function readList(field: Field, drafts: Draft[], path: string): Read {
  const item = field.item
  if (!item) return { faults: {} }
  const parts = drafts.filter((each) => each !== '').map((each, i) => read(item, each, `${path}[${i + 1}]`))
  const faults = Object.assign({}, ...parts.map((part) => part.faults)) as Record<string, string>
  if (!parts.length && !field.needed) return { faults }
  return { value: parts.flatMap((part) => (part.value === undefined ? [] : [part.value])), faults }
}

export function readAll(fields: Field[], drafts: Record<string, Draft>, prefix = '', needed = true): Read {
  const value: JsonObject = {}
  const faults: Record<string, string> = {}
  for (const each of fields) {
    const part = read(each, drafts[each.name], prefix + each.name)
    Object.assign(faults, part.faults)
    if (part.value !== undefined) value[each.name] = part.value
  }
  const nothing = !needed && !Object.keys(value).length && Object.values(faults).every((fault) => fault === 'is needed')
  return nothing ? { faults: {} } : { value, faults }
}

export function isDraft(draft: Draft | undefined): draft is { [name: string]: Draft } {
  return typeof draft === 'object' && !Array.isArray(draft)
}
