import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { CircleQuestionMark, Search } from 'lucide-react'
import { Suspense, lazy, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { Problem } from '../api/client'
import { Button, IconButton } from '../ui/Button'
import { Empty } from '../ui/Empty'
import { ErrorBox } from '../ui/ErrorBox'
import { Fermata } from '../ui/Sign'
import { Skeleton } from '../ui/Skeleton'
import { Toasts } from '../ui/Toast'
import { Cheatsheet } from './Cheatsheet'
import { useKeys } from './keys'
import type { Keymap } from './keys'
import { startLive } from './live'
import { LiveChip } from './LiveChip'
import { PersonMenu } from './PersonMenu'
import { places } from './places'
import { useWho } from './who'
import { useWaiting } from './waiting'
import './Shell.css'

const Palette = lazy(() => import('./Palette').then((part) => ({ default: part.Palette })))

/** What is around every page: where one can go, what is live, who one is. */
export function Shell() {
  const client = useQueryClient()
  const who = useWho()
  const [open, setOpen] = useState<'palette' | 'keys' | undefined>()
  const signedIn = useDeferredValue(!!who.data)

  useEffect(() => {
    if (signedIn) startLive(client)
  }, [client, signedIn])
  usePaletteKey(() => setOpen('palette'))
  useGlobalKeys(() => setOpen('keys'))
  useTitle()

  if (who.error && isAway(who.error)) return null // On the way to sign in.
  if (who.error) return <ErrorBox error={who.error} onRetry={() => void who.refetch()} />
  return (
    <div className="Shell">
      <a className="Shell-skip" href="#main">To the content</a>
      <header className="Shell-top">
        <Link to="/inbox" className="Shell-home"><Fermata size={22} /> <span>Fermata</span></Link>
        <Button className="Shell-search" icon={<Search size={14} aria-hidden="true" />} onClick={() => setOpen('palette')}>
          <span className="Shell-search-text">Search or go to</span> <kbd className="Shell-search-key">{/Mac/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
        </Button>
        <div className="Shell-end">
          <LiveChip />
          <IconButton label="Keys (?)" onClick={() => setOpen('keys')}><CircleQuestionMark size={18} aria-hidden="true" /></IconButton>
          {who.data && <PersonMenu who={who.data} />}
        </div>
      </header>
      <Rail signedIn={signedIn} />
      <main id="main" className="Shell-main" tabIndex={-1}>
        {signedIn ? <Outlet /> : <Skeleton />}
      </main>
      {open === 'palette' && <Suspense fallback={null}><Palette onClose={() => setOpen(undefined)} /></Suspense>}
      {open === 'keys' && <Cheatsheet onClose={() => setOpen(undefined)} />}
      <Toasts />
    </div>
  )
}

function isAway(error: Error): boolean {
  return error instanceof Problem && error.status === 401
}

function Rail({ signedIn }: { signedIn: boolean }) {
  const waiting = useWaiting(signedIn)
  return (
    <nav className="Shell-rail" aria-label="Pages">
      {places.map(({ to, name, key, icon: Icon }) => (
        <Link key={to} to={to} className="Shell-place" title={`${name} (g ${key})`} activeProps={{ 'aria-current': 'page' }}>
          <Icon size={18} aria-hidden="true" />
          <span>{name}</span>
          {to === '/inbox' && waiting && <span className="Shell-count numbers" aria-label={`${waiting} wait for you`}>{waiting}</span>}
        </Link>
      ))}
    </nav>
  )
}

function usePaletteKey(open: () => void) {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        open()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

function useGlobalKeys(help: () => void) {
  const navigate = useNavigate()
  const keymap = useMemo(() => {
    const map: Keymap = { '?': { says: 'Show these keys', act: help } }
    for (const { to, name, key } of places) map[`g ${key}`] = { says: `Go to ${name}`, act: () => void navigate({ to }) }
    return map
  }, [navigate])
  useKeys('Everywhere', keymap)
}

/** Pages name themselves by their first heading; until then the place does. */
function useTitle() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => {
    const place = places.find(({ to }) => path.startsWith(to))
    document.title = place ? `${place.name} · Fermata` : 'Fermata'
  }, [path])
}

export function NotFound() {
  return (
    <Empty page title="There is nothing at this address" action={<Link to="/inbox">Go to the Inbox</Link>}>
      The link may be old, or a letter of it is missing.
    </Empty>
  )
}
