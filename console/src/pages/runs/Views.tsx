import { Star, X } from 'lucide-react'
import { useId, useState, useSyncExternalStore } from 'react'
import { Button, IconButton } from '../../ui/Button'
import type { Search } from '../../app/router'
import './Views.css'

interface View {
  name: string
  search: Search
}

const KEY = 'fermata.views.runs'
const MOST = 30
const given: readonly View[] = [
  { name: 'All that live', search: {} },
  { name: 'Waiting', search: { status: 'waiting' } },
  { name: 'Failed', search: { status: 'faulted' } },
  { name: 'In doubt', search: { inDoubt: 'true' } },
  { name: 'Everything', search: { all: 'true' } },
]

let text: string | null | undefined
let own: readonly View[] = []
const listeners = new Set<() => void>()

function stored(): readonly View[] {
  const now = localStorage.getItem(KEY)
  if (now !== text) {
    text = now
    try {
      const parsed: unknown = JSON.parse(now ?? '[]')
      own = Array.isArray(parsed) ? (parsed as View[]).filter((view) => typeof view?.name === 'string' && typeof view.search === 'object') : []
    } catch {
      own = []
    }
  }
  return own
}

function store(views: readonly View[]) {
  localStorage.setItem(KEY, JSON.stringify(views.slice(-MOST)))
  listeners.forEach((each) => each())
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Addresses with a name: those that everybody has, and those that this browser keeps. */
export function Views({ search, onChoose }: { search: Search; onChoose: (search: Search) => void }) {
  const menu = useId()
  const kept = useSyncExternalStore(subscribe, stored)
  const [name, setName] = useState('')
  const here = JSON.stringify(search)
  const current = [...given, ...kept].find((view) => JSON.stringify(view.search) === here)
  const close = () => document.getElementById(menu)?.hidePopover()
  return (
    <>
      <button type="button" className="Button Views-open" popoverTarget={menu}><Star size={14} aria-hidden="true" /> {current?.name ?? 'View'}</button>
      <div id={menu} popover="auto" className="Views">
        <ul>
          {[...given, ...kept].map((view) => (
            <li key={view.name} className="line">
              <button type="button" className="Views-choice grow" aria-current={view === current ? 'true' : undefined}
                onClick={() => { onChoose(view.search); close() }}>{view.name}</button>
              {kept.includes(view) && (
                <IconButton label={`Forget ${view.name}`} onClick={() => store(kept.filter((each) => each !== view))}><X size={14} aria-hidden="true" /></IconButton>
              )}
            </li>
          ))}
        </ul>
        <form className="line" onSubmit={(event) => {
          event.preventDefault()
          const wanted = name.trim()
          if (!wanted) return
          store([...kept.filter((view) => view.name !== wanted), { name: wanted, search }])
          setName('')
          close()
        }}>
          <input className="grow" value={name} maxLength={60} placeholder="Name this view" aria-label="Name of this view" onChange={(event) => setName(event.target.value)} />
          <Button type="submit" why={name.trim() ? undefined : 'Give it a name first'}>Keep</Button>
        </form>
      </div>
    </>
  )
}
