import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { patch } from '../../api/client'
import { setTheme, useTheme } from '../../app/theme'
import type { Theme } from '../../app/theme'
import { useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { toast } from '../../ui/Toast'
import { Words } from '../agents/TeamsTab'
import { changed, usePeople } from './data'
import type { Person } from './data'
import { SignInLink } from './People'
import { TimesFields, timesOf } from './TimesFields'

/** What the one who is signed in may do, and when they are there. */
export function You() {
  const who = useWho().data
  const people = usePeople()
  const theme = useTheme()
  const [link, setLink] = useState(false)
  const me = people.data?.items.find((person) => person.name === who?.name)
  if (!who) return <Skeleton />
  return (
    <>
      <Section title="You" actions={who.kind === 'person' && <Button onClick={() => setLink(true)}>Sign in on another device</Button>}>
        <Facts items={[
          ['Name', who.displayName && who.displayName !== who.name ? `${who.displayName} (${who.name})` : who.name],
          ['Roles', <Words key="roles" of={who.roles} />],
          ['Teams', <Words key="teams" of={who.teams} />],
          ['Looks', <select key="theme" aria-label="Looks" value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
            <option value="system">as the system</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>],
        ]} />
        {who.roles.length === 0 && <p className="soft">You have no role yet, so you see nothing. Ask an admin; <Link to="/settings/$section" params={{ section: 'people' }}>People</Link> shows who is one.</p>}
      </Section>
      {people.isPending ? <Skeleton rows={3} /> : people.error && !people.data && <ErrorBox error={people.error} onRetry={() => void people.refetch()} />}
      {me && 'zone' in me && <YourTimes key={JSON.stringify(timesOf(me))} me={me} />}
      {link && <SignInLink person={who.name} onClose={() => setLink(false)} />}
    </>
  )
}

function YourTimes({ me }: { me: Person }) {
  const client = useQueryClient()
  const before = timesOf(me)
  const [times, setTimes] = useState(before)
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const { channels: _, ...own } = changed(before, times)
  const same = Object.keys(own).length === 0

  function save() {
    setBusy(true)
    setError(undefined)
    patch(`/api/v1/people/${encodeURIComponent(me.name)}`, own)
      .then(() => client.invalidateQueries({ queryKey: ['house'] }))
      .then(() => toast('Your times are changed'), setError)
      .finally(() => setBusy(false))
  }

  return (
    <Section title="When you are there" actions={<Button look="main" why={same ? 'Nothing is changed' : busy ? 'Under way' : undefined} onClick={save}>Save</Button>}>
      <div className="stack Settings-narrow">
        <TimesFields times={times} onChange={setTimes} channels={false} />
        {before.channels.length > 0 && <p className="soft">You are told of what waits by {before.channels.map(({ kind, to }) => `${kind} to ${to}`).join(', ')}. Admins change that.</p>}
        {error !== undefined && <ErrorBox error={error} />}
      </div>
    </Section>
  )
}
