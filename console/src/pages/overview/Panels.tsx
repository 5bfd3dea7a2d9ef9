import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Hour, Overview, SpentOn, TeamLoad } from '../../api/house'
import type { Search } from '../../app/router'
import { Chip } from '../../ui/Chip'
import { Bar } from '../../ui/Meter'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { Tabs } from '../../ui/Tabs'
import { Length, Time } from '../../ui/Time'
import { count, figure } from '../../ui/words'
import { amount, line, total } from './figures'
import './Panels.css'

export function People({ teams }: { teams: readonly TeamLoad[] }) {
  return (
    <Section title="People" about="by team, of the last decisions">
      {teams.length === 0 ? <p className="soft">There are no teams yet. <Link to="/settings/$section" params={{ section: 'teams' }}>Add one</Link></p> : (
        <Table label="Teams" rows={teams} rowKey={(team) => team.team} columns={[
          { name: 'team', head: 'Team', cell: (team) => <Link to="/inbox" search={{ view: 'all', q: team.team }}>{team.team}</Link> },
          { name: 'waiting', head: 'Waiting', figures: true, cell: (team) => (team.waiting ? <Chip tone="hold">{team.waiting}</Chip> : <span className="faint">0</span>) },
          { name: 'overdue', head: 'Overdue', figures: true, cell: (team) => team.overdue || <span className="faint">0</span> },
          { name: 'oldest', head: 'Oldest', cell: (team) => (team.oldest ? <Time at={team.oldest} /> : <span className="faint">–</span>) },
          { name: 'median', head: 'Decides in', figures: true,
            cell: (team) => (team.medianMs === undefined ? <span className="faint">–</span> : <span title={`the middle of ${team.decided}`}><Length ms={team.medianMs} /></span>) },
        ]} />
      )}
    </Section>
  )
}

export function Spend({ spend }: { spend: Overview['spend'] }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const by = search.spend === 'agents' ? 'agents' : 'workflows'
  const items = by === 'agents' ? spend.targets : spend.workflows
  return (
    <Section title="Spent today" actions={spend.targets.length > 0 && (
      <Tabs label="Spent by" chosen={by} tabs={[{ name: 'workflows', label: 'By workflow' }, { name: 'agents', label: 'By agent and tool' }]}
        onChoose={(chosen) => void navigate({ to: '.', search: { ...search, spend: chosen === 'agents' ? 'agents' : undefined }, replace: true })} />
    )}>
      {items.length === 0 ? <p className="soft">No call has reported a cost today.</p> : <Amounts items={items} />}
    </Section>
  )
}

function Amounts({ items }: { items: readonly SpentOn[] }) {
  const most = Math.max(...items.map((item) => Number(item.amount)))
  return (
    <ul className="Panels-amounts">
      {items.map((item) => (
        <li key={item.currency + item.name}>
          <span className="cut" title={item.name}>{item.name}</span>
          <Bar share={most > 0 ? Number(item.amount) / most : 0} />
          <span className="numbers Panels-sum" title={count(item.effects, 'effect')}>{amount(item)}</span>
        </li>
      ))}
    </ul>
  )
}

const WIDTH = 480
const HEIGHT = 96

/** 24 hours of starts and ends as two lines; the table beneath says the same in figures. */
export function Throughput({ hours }: { hours: readonly Hour[] }) {
  const started = total(hours, 'started')
  const faulted = total(hours, 'faulted')
  const top = Math.max(1, ...hours.map((hour) => Math.max(hour.started, hour.ended)))
  const scaled = (of: 'started' | 'ended') => line([...hours.map((hour) => hour[of]), top], WIDTH * (hours.length / (hours.length - 1)), HEIGHT).split(' ').slice(0, -1).join(' ')
  return (
    <Section title="Throughput" about="the last 24 hours">
      <p className="line Panels-legend">
        <span className="Panels-started">{count(started, 'run')} started</span>
        <span className="Panels-ended">{figure(total(hours, 'ended'))} ended</span>
        <Link to="/runs" search={{ status: 'faulted', since: hours[0]?.from }}>{figure(faulted)} failed</Link>
      </p>
      <svg className="Panels-lines" viewBox={`-2 -4 ${WIDTH + 4} ${HEIGHT + 8}`} preserveAspectRatio="none" role="img"
        aria-label={`${started} runs started and ${total(hours, 'ended')} ended in the last 24 hours; most in one hour: ${top}`}>
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="Panels-ground" />
        <polyline points={scaled('ended')} className="Panels-line-ended" />
        <polyline points={scaled('started')} className="Panels-line-started" />
      </svg>
      <p className="Panels-axis faint"><span>24 h ago</span><span>{started ? `at most ${figure(top)} an hour` : 'nothing ran'}</span><span>now</span></p>
    </Section>
  )
}
