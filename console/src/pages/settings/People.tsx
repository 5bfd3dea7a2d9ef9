import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { patch, post } from '../../api/client'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { Choices, Field, FormDialog } from '../../ui/FormDialog'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { toast } from '../../ui/Toast'
import { Words } from '../agents/TeamsTab'
import { ROLES, changed, roleWords, usePeople, useTeams, words } from './data'
import type { Person } from './data'
import { TimesFields, blankTimes, timesOf } from './TimesFields'

const NOBODY: Person = { name: '', displayName: '', roles: ['approver'], teams: [], skills: [], disabled: false }

/** Who may sign in, and what each may do. */
export function People() {
  const people = usePeople()
  const admin = may(useWho().data)
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [linked, setLinked] = useState<string>()
  const open = (person: string | undefined) => void navigate({ to: '.', search: { ...search, person } })
  const refused = admin ? undefined : 'Only admins may'
  if (people.error && !people.data) return <div className="Section"><ErrorBox error={people.error} onRetry={() => void people.refetch()} /></div>
  if (!people.data) return <Skeleton />
  const all = people.data.items
  const chosen = all.find((each) => each.name === search.person)
  return (
    <Section title="People" about={`${all.filter((each) => !each.disabled).length} may sign in`} actions={<Button look="main" why={refused} onClick={() => open('+')}>Add a person</Button>}>
      <Table label="People" rows={all} rowKey={(row) => row.name} columns={[
        { name: 'name', head: 'Name', cell: (row) => <><strong>{row.displayName || row.name}</strong> {row.displayName !== row.name && <span className="faint">{row.name}</span>}</> },
        { name: 'state', head: 'State', cell: (row) => (row.disabled ? <Chip>may not sign in</Chip> : row.atWork === false ? <Chip>not there now</Chip> : null) },
        { name: 'roles', head: 'Roles', cell: (row) => <Words of={row.roles} /> },
        { name: 'teams', head: 'Teams', cell: (row) => <Words of={row.teams} /> },
        { name: 'skills', head: 'Skills', cell: (row) => <Words of={row.skills} /> },
        { name: 'act', head: '', cell: (row) => (
          <div className="Settings-acts">
            <Button look="quiet" why={refused ?? (row.disabled ? 'They may not sign in' : undefined)} onClick={() => setLinked(row.name)}>Sign-in link</Button>
            <Button look="quiet" why={refused} onClick={() => open(row.name)}>Change</Button>
          </div>
        ) },
      ]} />
      {admin && search.person === '+' && <Edit before={NOBODY} onClose={() => open(undefined)} />}
      {admin && chosen && <Edit key={chosen.name} before={chosen} onClose={() => open(undefined)} />}
      {linked && <SignInLink person={linked} onClose={() => setLinked(undefined)} />}
    </Section>
  )
}

function Edit({ before, onClose }: { before: Person; onClose: () => void }) {
  const client = useQueryClient()
  const teams = useTeams()
  const known = 'zone' in before || (teams.data?.items.some((team) => 'zone' in team) ?? false)
  const [name, setName] = useState(before.name)
  const [displayName, setDisplayName] = useState(before.displayName)
  const [roles, setRoles] = useState(before.roles)
  const [of, setOf] = useState(before.teams)
  const [skills, setSkills] = useState((before.skills ?? []).join(' '))
  const [disabled, setDisabled] = useState(before.disabled)
  const [times, setTimes] = useState(timesOf(before))
  const [why, setWhy] = useState('')
  const fresh = !before.name

  async function save() {
    const after = { displayName, roles, teams: of, skills: words(skills), ...(known ? times : {}) }
    const told = why.trim() ? { why: why.trim() } : {}
    if (fresh) {
      await post('/api/v1/people', { name: name.trim(), ...changed({ displayName: '', roles: [], teams: [], skills: [], ...blankTimes }, after), roles, ...told })
    } else {
      const was = { displayName: before.displayName, roles: before.roles, teams: before.teams, skills: before.skills ?? [], disabled: before.disabled, ...(known ? timesOf(before) : {}) }
      await patch(`/api/v1/people/${encodeURIComponent(before.name)}`, { ...changed(was, { ...after, disabled }), ...told })
    }
    await client.invalidateQueries({ queryKey: ['house'] })
    toast(fresh ? `${name} may sign in; give them a link` : `${before.name} is changed`)
    onClose()
  }

  return (
    <FormDialog wide title={fresh ? 'Add a person' : `Change ${before.name}`} verb={fresh ? 'Add' : 'Save'} why={!name.trim() ? 'Give a name first' : undefined} act={save} onClose={onClose}>
      {fresh && <Field label="Name" value={name} onChange={setName} autoFocus required hint="Letters, digits, dots and dashes; it stands in the ledger and is never changed." />}
      <Field label="Shown as" autoFocus={!fresh} value={displayName} onChange={setDisplayName} />
      <Choices label="Roles" all={ROLES} chosen={roles} onChange={setRoles} about={roleWords} />
      <Choices label="Teams" all={teams.data?.items.map((team) => team.team) ?? []} chosen={of} onChange={setOf} />
      <Field label="Skills" value={skills} onChange={setSkills} hint="What work they may be chosen for, with spaces between." />
      {known && <TimesFields times={times} onChange={setTimes} />}
      {!fresh && (
        <label className="line"><input type="checkbox" checked={disabled} onChange={(event) => setDisabled(event.target.checked)} /> May not sign in any more; their sessions end at once</label>
      )}
      <Field label="Why (may be left empty)" value={why} onChange={setWhy} />
    </FormDialog>
  )
}

interface Link {
  link: string
  expires: string
}

/** A link that signs somebody in once. */
export function SignInLink({ person, onClose }: { person: string; onClose: () => void }) {
  const [made, setMade] = useState<Link>()
  const [error, setError] = useState<unknown>()
  const make = () => {
    setError(undefined)
    post<Link>(`/api/v1/people/${encodeURIComponent(person)}/link`).then(setMade, setError)
  }
  return (
    <Dialog title={`A sign-in link for ${person}`} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Close</Button>
        {!made && <Button look="main" onClick={make}>Make it</Button>}
      </>
    }>
      <div className="stack">
        <p>Whoever opens it first is signed in as {person}. It works once; send it over a way that only they read.</p>
        {made && <Snippet text={made.link} />}
        {made && <p className="soft">It ends <Time at={made.expires} />.</p>}
        {error !== undefined && <ErrorBox error={error} onRetry={make} />}
      </div>
    </Dialog>
  )
}
