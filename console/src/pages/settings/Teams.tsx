import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Field, FormDialog } from '../../ui/FormDialog'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { toast } from '../../ui/Toast'
import { Words } from '../agents/TeamsTab'
import { changed, usePeople, useTeams, words } from './data'
import type { Team } from './data'
import { TimesFields, blankTimes, timesOf } from './TimesFields'

const NONE: Team = { team: '', purpose: '', skills: [] }

/** Who shares a queue of tasks. */
export function Teams() {
  const teams = useTeams()
  const people = usePeople()
  const admin = may(useWho().data)
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const open = (team: string | undefined) => void navigate({ to: '.', search: { ...search, team } })
  const refused = admin ? undefined : 'Only admins may'
  if (teams.error && !teams.data) return <div className="Section"><ErrorBox error={teams.error} onRetry={() => void teams.refetch()} /></div>
  if (!teams.data) return <Skeleton />
  const all = teams.data.items
  const timed = all.some((team) => 'zone' in team) || (people.data?.items.some((person) => 'zone' in person) ?? false)
  const members = (team: string) => people.data?.items.filter((person) => !person.disabled && person.teams.includes(team)).map((person) => person.name) ?? []
  const chosen = all.find((each) => each.team === search.team)
  return (
    <Section title="Teams" actions={<Button look="main" why={refused} onClick={() => open('+')}>Add a team</Button>}>
      {all.length === 0 && <Empty title="There are no teams">A team shares a queue of tasks: whoever of it is there decides.</Empty>}
      {all.length > 0 && (
        <Table label="Teams" rows={all} rowKey={(row) => row.team} columns={[
          { name: 'team', head: 'Team', cell: (row) => <strong>{row.team}</strong> },
          { name: 'purpose', head: 'For', cell: (row) => row.purpose },
          { name: 'skills', head: 'Skills', cell: (row) => <Words of={row.skills} /> },
          { name: 'members', head: 'Members', cell: (row) => (members(row.team).length ? members(row.team).join(', ') : <Chip>nobody decides for it</Chip>) },
          ...(timed ? [
            { name: 'lead', head: 'Lead', cell: (row: Team) => row.lead || <span className="faint">–</span> },
            { name: 'hours', head: 'Hours', cell: (row: Team) => (row.hours && row.hours !== 'always' ? <span title={row.zone}>{row.hours}</span> : <span className="faint">always</span>) },
          ] : []),
          { name: 'act', head: '', cell: (row) => (
            <div className="Settings-acts">
              <Link className="Button Button-quiet" to="/inbox" search={{ view: 'all', q: row.team }}>Its tasks</Link>
              <Button look="quiet" why={refused} onClick={() => open(row.team)}>Change</Button>
            </div>
          ) },
        ]} />
      )}
      {admin && search.team === '+' && <Edit before={NONE} timed={timed} onClose={() => open(undefined)} />}
      {admin && chosen && <Edit key={chosen.team} before={chosen} timed={timed} onClose={() => open(undefined)} />}
    </Section>
  )
}

function Edit({ before, timed, onClose }: { before: Team; timed: boolean; onClose: () => void }) {
  const client = useQueryClient()
  const [team, setTeam] = useState(before.team)
  const [purpose, setPurpose] = useState(before.purpose)
  const [skills, setSkills] = useState((before.skills ?? []).join(' '))
  const [lead, setLead] = useState(before.lead ?? '')
  const [reminders, setReminders] = useState((before.reminders ?? []).join(' '))
  const [times, setTimes] = useState(timesOf(before))
  const [why, setWhy] = useState('')
  const fresh = !before.team

  async function save() {
    // A team is put whole: what is left out of its times stays as it was.
    const practice = timed ? changed({ lead: before.lead ?? '', reminders: before.reminders ?? [], ...(fresh ? blankTimes : timesOf(before)) }, { lead: lead.trim(), reminders: words(reminders), ...times }) : {}
    await post('/api/v1/teams', { team: team.trim(), purpose, skills: words(skills), ...practice, ...(why.trim() ? { why: why.trim() } : {}) })
    await client.invalidateQueries({ queryKey: ['house'] })
    toast(fresh ? `${team} is there; give it people` : `${team} is changed`)
    onClose()
  }

  return (
    <FormDialog wide title={fresh ? 'Add a team' : `Change ${before.team}`} verb={fresh ? 'Add' : 'Save'} why={!team.trim() ? 'Give a name first' : undefined} act={save} onClose={onClose}>
      {fresh && <Field label="Name" value={team} onChange={setTeam} autoFocus required />}
      <Field label="What for" autoFocus={!fresh} value={purpose} onChange={setPurpose} />
      <Field label="Skills" value={skills} onChange={setSkills} hint="What work it may be chosen for, with spaces between." />
      {timed && (
        <>
          <Field label="Lead" value={lead} onChange={setLead} hint="Who may hand its tasks to others." />
          <Field label="Reminders" value={reminders} onChange={setReminders} placeholder="PT4H PT30M" hint="How long before a task is due the team is reminded." />
          <TimesFields times={times} onChange={setTimes} />
        </>
      )}
      <Field label="Why (may be left empty)" value={why} onChange={setWhy} />
    </FormDialog>
  )
}
