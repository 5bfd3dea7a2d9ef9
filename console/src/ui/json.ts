import type { Complaint } from '../api/house'
import type { Json } from '../api/types'

const DEPTH = 200

/** Where each part of a JSON text begins, by JSON pointer, and where it stops being JSON. */
export function scan(text: string): { places: Map<string, number>; fault?: { at: number; message: string } } {
  const places = new Map<string, number>()
  let at = 0
  class Fault extends Error {}
  const space = () => { while (/[ \t\n\r]/.test(text[at] ?? '')) at++ }
  const fail = (message: string): never => { throw new Fault(message) }
  const eat = (mark: string, instead: string) => { if (text[at] === mark) at++; else fail(at >= text.length ? `it ends too early; ${instead}` : instead) }

  function word(pattern: RegExp, what: string): string {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? fail(at >= text.length ? 'it ends too early' : what)
    at += found.length
    return found
  }
  const name = () => JSON.parse(word(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y, 'a name or text stands in double quotes, on one line')) as string

  function members(pointer: string, depth: number) {
    at++
    space()
    if (text[at] === '}') { at++; return }
    for (;;) {
      space()
      const key = name()
      space()
      eat(':', 'a colon is missing after the name')
      value(`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth)
      if (text[at] === '}') { at++; return }
      eat(',', 'a comma or } is missing here')
    }
  }

  function items(pointer: string, depth: number) {
    at++
    space()
    if (text[at] === ']') { at++; return }
    for (let i = 0; ; i++) {
      value(`${pointer}/${i}`, depth)
      if (text[at] === ']') { at++; return }
      eat(',', 'a comma or ] is missing here')
    }
  }

  function value(pointer: string, depth: number) {
    if (depth > DEPTH) fail('it is too deep')
    space()
    places.set(pointer, at)
    const first = text[at] ?? ''
    if (first === '{') members(pointer, depth + 1)
    else if (first === '[') items(pointer, depth + 1)
    else if (first === '"') name()
    else word(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y, 'this is no JSON value; texts stand in double quotes')
    space()
  }

  try {
    value('', 0)
    if (at < text.length) fail('something stands after the end of the JSON')
    return { places }
  } catch (failure) {
    if (!(failure instanceof Fault)) throw failure
    return { places, fault: { at, message: failure.message } }
  }
}

function complaint(text: string, at: number, message: string): Complaint {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message, level: 'error' }
}

/** What a text says, or where it is no JSON. */
export function readJson(text: string): { value: Json; complaints: Complaint[] } {
  const { fault } = scan(text)
  return fault ? { value: null, complaints: [complaint(text, fault.at, fault.message)] } : { value: JSON.parse(text) as Json, complaints: [] }
}

/** Complaints of the server about a value, at their places in the text that it was written as. */
export function placed(text: string, said: readonly { pointer?: string; message: string }[]): Complaint[] {
  const { places } = scan(text)
  return said.map(({ pointer = '', message }) => {
    let near = pointer
    while (near && !places.has(near)) near = near.slice(0, near.lastIndexOf('/'))
    return complaint(text, places.get(near) ?? 0, pointer ? `${pointer}: ${message}` : message)
  })
}
