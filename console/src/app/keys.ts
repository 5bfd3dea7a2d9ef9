import { useEffect } from 'react'

/** What keys do, by the key's name: `j`, `Enter`, `?`, or two in a row such as `g i`. */
export type Keymap = Record<string, { says: string; act: () => void; hidden?: boolean } | undefined>

const LEADER_MS = 1200
let leader = ''
let ledAt = 0

const layers: { keymap: Keymap; title: string }[] = []

/** Whether keys are being written into a field, or belong to what is open above the page. */
function busy(event: KeyboardEvent): boolean {
  const at = event.target
  if (!(at instanceof HTMLElement)) return false
  if (at.isContentEditable) return true
  if (document.querySelector('dialog[open]')) return true
  if (at instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(at.type)
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || !!at.closest('.cm-editor, [data-own-keys]')
}

/** Whether the key is what presses the thing that has the focus. */
function presses(event: KeyboardEvent): boolean {
  const at = event.target
  if (!(at instanceof HTMLElement)) return false
  if (event.key === ' ') return !!at.closest('button, summary, input')
  return event.key === 'Enter' && !!at.closest('button, summary, input, a[href]')
}

/** The name by which a press is looked up; letters count the same in both cases. */
export function named(press: { key: string; shiftKey: boolean }): string {
  return press.key.length === 1 ? press.key.toLowerCase() : press.key
}

/** The name looked for, given what was pressed just before. */
export function sequence(before: string, passedMs: number, name: string): string {
  return before && passedMs < LEADER_MS ? `${before} ${name}` : name
}

/** What a name does: as the first layer says that knows it. */
export function bound(keymaps: Keymap[], wanted: string): Keymap[string] {
  return keymaps.map((keymap) => keymap[wanted]).find((binding) => binding !== undefined)
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busy(event) || presses(event)) return
  const name = named(event)
  const passed = Date.now() - ledAt
  const wanted = sequence(leader, passed, name)
  leader = ''
  const keymaps = layers.toReversed().map(({ keymap }) => keymap)
  const binding = bound(keymaps, wanted)
  // After a first key the second alone does nothing, known or not: it may be an answer's letter.
  if (binding || wanted !== name) {
    event.preventDefault()
    binding?.act()
  } else if (keymaps.some((keymap) => Object.keys(keymap).some((key) => key.startsWith(`${name} `)))) {
    leader = name
    ledAt = Date.now()
  }
}

/** These keys work as long as the component is there; the last one that came is asked first. */
export function useKeys(title: string, keymap: Keymap) {
  useEffect(() => {
    const layer = { keymap, title }
    if (!layers.length) document.addEventListener('keydown', onKey)
    layers.push(layer)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (!layers.length) document.removeEventListener('keydown', onKey)
    }
  }, [title, keymap])
}

/** All keys that work now, for the cheatsheet. */
export function known(): { title: string; keys: { key: string; says: string }[] }[] {
  const groups = new Map<string, { key: string; says: string }[]>()
  for (const { title, keymap } of layers) {
    const keys = Object.entries(keymap).flatMap(([key, binding]) => (binding && !binding.hidden ? [{ key, says: binding.says }] : []))
    groups.set(title, [...(groups.get(title) ?? []), ...keys])
  }
  return [...groups].map(([title, keys]) => ({ title, keys }))
}
