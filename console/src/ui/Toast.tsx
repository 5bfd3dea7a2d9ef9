import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { Button, IconButton } from './Button'
import './Toast.css'

export interface Note {
  id: number
  text: ReactNode
  action?: { label: string; hotkey?: string; act: () => void }
  /** Zero stays until it is closed. */
  forMs: number
}

let notes: readonly Note[] = []
let last = 0
const listeners = new Set<() => void>()

function change(next: readonly Note[]) {
  notes = next
  listeners.forEach((each) => each())
}

export function dismiss(id: number) {
  change(notes.filter((note) => note.id !== id))
}

/** Says something in passing; returns how to take it away. */
export function toast(text: ReactNode, options: { action?: Note['action']; forMs?: number } = {}): () => void {
  const note: Note = { id: ++last, text, action: options.action, forMs: options.forMs ?? 6000 }
  change([...notes.slice(-2), note])
  if (note.forMs > 0) setTimeout(() => dismiss(note.id), note.forMs)
  return () => dismiss(note.id)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Stands once, in the shell. */
export function Toasts() {
  const all = useSyncExternalStore(subscribe, () => notes)
  return (
    <div className="Toasts" role="status">
      {all.map((note) => (
        <div key={note.id} className="Toast">
          <span className="grow">{note.text}</span>
          {note.action && (
            <Button hotkey={note.action.hotkey} onClick={() => { note.action?.act(); dismiss(note.id) }}>{note.action.label}</Button>
          )}
          <IconButton label="Dismiss" onClick={() => dismiss(note.id)}><X size={14} aria-hidden="true" /></IconButton>
        </div>
      ))}
    </div>
  )
}
