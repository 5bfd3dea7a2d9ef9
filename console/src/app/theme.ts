import { useSyncExternalStore } from 'react'

/** What the reader chose; the system's own unless they did. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'fermata.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

export function theme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

function apply() {
  const chosen = theme()
  document.documentElement.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen
  listeners.forEach((each) => each())
}

export function setTheme(chosen: Theme) {
  if (chosen === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, chosen)
  apply()
}

export function startTheme() {
  dark.addEventListener('change', apply)
  window.addEventListener('storage', apply)
  apply()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme)
}
