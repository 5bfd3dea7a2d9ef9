import { Bookmark } from 'lucide-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../ui/Button'
import './SavedViews.css'

const KEY = 'fermata.views'

interface Saved {
  name: string
  /** The query, as it stands in the URL. */
  query: string
}

function kept(): Saved[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(all) ? (all as Saved[]).filter((each) => typeof each.name === 'string' && typeof each.query === 'string') : []
  } catch {
    return []
  }
}

/** Views under a name: each is a URL, and can be sent as one. */
export function SavedViews() {
  const menu = useId()
  const [all, setAll] = useState(kept)
  const [name, setName] = useState('')
  const query = useLocation({ select: (at) => at.searchStr })
  function keep(next: Saved[]) {
    localStorage.setItem(KEY, JSON.stringify(next))
    setAll(next)
  }
  return (
    <>
      <IconButton label="Saved views" popoverTarget={menu}><Bookmark size={16} aria-hidden="true" /></IconButton>
      <div id={menu} popover="auto" className="SavedViews">
        <h3>Saved views</h3>
        {all.length === 0 && <p className="faint">None yet. Choose a list and a filter, and keep them under a name.</p>}
        <ul>
          {all.map((each) => (
            <li key={each.name} className="line">
              <Link className="grow" to="/inbox" search={Object.fromEntries(new URLSearchParams(each.query))}>{each.name}</Link>
              <Button look="quiet" onClick={() => keep(all.filter((other) => other !== each))}>Forget</Button>
            </li>
          ))}
        </ul>
        <form className="line" onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) keep([...all.filter((each) => each.name !== name.trim()), { name: name.trim(), query }])
          setName('')
        }}>
          <input className="grow" aria-label="Name of this view" placeholder="Name of this view" value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
          <Button type="submit">Keep</Button>
        </form>
      </div>
    </>
  )
}
