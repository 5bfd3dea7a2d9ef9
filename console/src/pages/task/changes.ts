import type { Change } from '../../api/task'
import type { Json } from '../../api/types'
import { isObject } from './brief'

/** All differences between two values, in the order of their pointers; a list whose length differs is one. */
export function changes(before: Json | undefined, after: Json | undefined, pointer = ''): Change[] {
  if (same(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return names.flatMap((name) => changes(before[name], after[name], `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((value, i) => changes(value, after[i], `${pointer}/${i}`))
  }
  return [{ pointer, before, after }]
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => same(value, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]))
}
