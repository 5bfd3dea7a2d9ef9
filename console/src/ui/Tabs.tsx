import type { ReactNode } from 'react'
import './Tabs.css'

export interface Tab<Name extends string> {
  name: Name
  label: ReactNode
  count?: number
}

/** Tabs whose choice lives in the URL: give what is chosen, and hear of another choice. */
export function Tabs<Name extends string>({ tabs, chosen, onChoose, label }: {
  tabs: readonly Tab<Name>[]
  chosen: Name
  onChoose: (name: Name) => void
  label: string
}) {
  function move(step: number) {
    const at = tabs.findIndex((tab) => tab.name === chosen)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    onChoose(next.name)
    document.getElementById(`tab-${next.name}`)?.focus()
  }
  return (
    <div className="Tabs" role="tablist" aria-label={label} onKeyDown={(event) => {
      if (event.key === 'ArrowRight') move(1)
      else if (event.key === 'ArrowLeft') move(-1)
    }}>
      {tabs.map((tab) => (
        <button key={tab.name} id={`tab-${tab.name}`} type="button" role="tab" className="Tabs-tab"
          aria-selected={tab.name === chosen} tabIndex={tab.name === chosen ? 0 : -1} onClick={() => onChoose(tab.name)}>
          {tab.label}
          {tab.count !== undefined && <span className="Tabs-count numbers">{tab.count}</span>}
        </button>
      ))}
    </div>
  )
}
