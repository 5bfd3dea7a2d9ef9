import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get } from '../../api/client'
import type { Items } from '../../api/types'
import { Tag } from '../../ui/Chip'
import { Command } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import type { Person, Team } from '../settings/data'

/** Teams and people as those who do work; they are changed in Settings. */
export function TeamsTab() {
  const teams = useQuery({ queryKey: ['house', 'teams'], queryFn: ({ signal }) => get<Items<Team>>('/api/v1/teams', signal) })
  const people = useQuery({ queryKey: ['house', 'people'], queryFn: ({ signal }) => get<Items<Person>>('/api/v1/people', signal) })
  const error = teams.error ?? people.error
  if (error && !(teams.data && people.data)) return <div className="Section"><ErrorBox error={error} onRetry={() => { void teams.refetch(); void people.refetch() }} /></div>
  if (!teams.data || !people.data) return <Skeleton />
  const all = people.data.items.filter((person) => !person.disabled)
  const members = (team: string) => all.filter((person) => person.teams.includes(team)).map((person) => person.name)
  return (
    <>
      <Section title="Teams" actions={<Link to="/settings/$section" params={{ section: 'teams' }}>Change teams</Link>}>
        {teams.data.items.length === 0 ? <p className="soft">There are none yet: <Command>fermata team add reviewers</Command></p> : (
          <Table label="Teams" rows={teams.data.items} rowKey={(row) => row.team} columns={[
            { name: 'team', head: 'Team', cell: (row) => <strong>{row.team}</strong> },
            { name: 'purpose', head: 'For', cell: (row) => row.purpose },
            { name: 'skills', head: 'Skills', cell: (row) => <Words of={row.skills} /> },
            { name: 'members', head: 'Members', cell: (row) => members(row.team).join(', ') || <span className="faint">nobody</span> },
            { name: 'tasks', head: '', cell: (row) => <Link to="/inbox" search={{ view: 'all', q: row.team }}>Its tasks</Link> },
          ]} />
        )}
      </Section>
      <Section title="People" actions={<Link to="/settings/$section" params={{ section: 'people' }}>Change people</Link>}>
        <Table label="People" rows={all} rowKey={(row) => row.name} columns={[
          { name: 'name', head: 'Name', cell: (row) => <strong>{row.displayName || row.name}</strong> },
          { name: 'roles', head: 'Roles', cell: (row) => <Words of={row.roles} /> },
          { name: 'teams', head: 'Teams', cell: (row) => <Words of={row.teams} /> },
          { name: 'skills', head: 'Skills', cell: (row) => <Words of={row.skills} /> },
        ]} />
      </Section>
    </>
  )
}

export function Words({ of }: { of: readonly string[] | undefined }) {
  if (!of?.length) return <span className="faint">–</span>
  return <span className="line">{of.map((word) => <Tag key={word}>{word}</Tag>)}</span>
}
