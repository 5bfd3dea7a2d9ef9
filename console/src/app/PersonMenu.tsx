import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useId } from 'react'
import { remove } from '../api/client'
import type { Whoami } from '../api/types'
import { setTheme, useTheme } from './theme'
import type { Theme } from './theme'
import './PersonMenu.css'

const themes: readonly { name: Theme; says: string; icon: typeof Sun }[] = [
  { name: 'system', says: 'As the system', icon: Monitor },
  { name: 'light', says: 'Light', icon: Sun },
  { name: 'dark', says: 'Dark', icon: Moon },
]

/** Who is signed in, how it looks, and the way out. */
export function PersonMenu({ who }: { who: Whoami }) {
  const menu = useId()
  const chosen = useTheme()
  const name = who.displayName || who.name
  return (
    <>
      <button type="button" className="PersonMenu-open" popoverTarget={menu} title={`You are ${name}`}>
        <span className="PersonMenu-face" data-initials={initials(name)} />
        <span className="PersonMenu-name cut">{name}</span>
      </button>
      <div id={menu} popover="auto" className="PersonMenu">
        <p><strong>{name}</strong><br /><span className="faint">{[...who.roles, ...who.teams].join(' · ') || 'no role'}</span></p>
        <fieldset>
          <legend>Look</legend>
          {themes.map(({ name: each, says, icon: Icon }) => (
            <label key={each} className="PersonMenu-theme">
              <input type="radio" name="theme" checked={chosen === each} onChange={() => setTheme(each)} /> <Icon size={14} aria-hidden="true" /> {says}
            </label>
          ))}
        </fieldset>
        <button type="button" className="PersonMenu-out" onClick={() => void signOut()}><LogOut size={14} aria-hidden="true" /> Sign out</button>
      </div>
    </>
  )
}

async function signOut() {
  await remove('/api/v1/session').catch(() => undefined)
  location.assign('/sign-in')
}

function initials(name: string): string {
  return name.split(/[\s._-]+/).slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join('')
}
