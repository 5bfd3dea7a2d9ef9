import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Dimension, Goal, QualityCard } from '../../api/insights'
import type { Search } from '../../app/router'
import { Chip } from '../../ui/Chip'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import type { Column } from '../../ui/Table'
import { Tabs } from '../../ui/Tabs'
import { count, figure } from '../../ui/words'
import { Cards } from './Cards'
import { ShareBar } from './charts'
import { Confidence } from './Confidence'
import { Figure } from './Figure'
import { Name } from './Name'
import type { Share } from './shares'

const BY: readonly { name: Dimension; label: string }[] = [
  { name: 'agent', label: 'Agents' },
  { name: 'workflow', label: 'Workflows' },
  { name: 'step', label: 'Steps' },
  { name: 'tool', label: 'Tools' },
  { name: 'team', label: 'Teams' },
  { name: 'owner', label: 'Owners' },
]

export function byOf(search: Search, known: readonly { name: Dimension }[] = BY): Dimension {
  return known.find(({ name }) => name === search.by)?.name ?? 'agent'
}

/** How much of the work was right: at once, after review, and in the end. */
export function Quality() {
  const search: Search = useSearch({ strict: false })
  const by = byOf(search)
  return (
    <>
      {by === 'workflow' && <Cards view="quality" by="workflow" quiet>{(items) => <Goals items={items} />}</Cards>}
      <Section title="Quality" about="stood: upheld by people and by what came of it" actions={<By chosen={by} />}>
        <Cards view="quality" by={by}>{(items) => <Table label={`Quality by ${by}`} rows={items} rowKey={(card) => card.name} columns={columns(by)} />}</Cards>
      </Section>
      {by === 'agent' && <Cards view="quality" by="agent" quiet>{(items) => <Confidence items={items} />}</Cards>}
    </>
  )
}

/** By what the figures are told apart; the address says it. */
export function By({ chosen, known = BY }: { chosen: Dimension; known?: readonly { name: Dimension; label: string }[] }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  return <Tabs label="Told apart by" chosen={chosen} tabs={known} onChoose={(name) => void navigate({ to: '.', search: { ...search, by: name === 'agent' ? undefined : name }, replace: true })} />
}

/** Runs where runs are what is counted, else pieces of work; people's work is their decisions. */
function columns(by: Dimension): Column<QualityCard>[] {
  const runs = by === 'workflow' || by === 'owner'
  const people = by === 'team'
  const name: Column<QualityCard> = { name: 'name', head: BY.find((each) => each.name === by)?.label.replace(/s$/, ''), cell: (card) => <Name by={by} name={card.name} /> }
  if (people) return [name, ...team()]
  const share = (card: QualityCard, named: string, of: Share) => <ShareBar share={of}>{(words) => <Figure by={by} name={card.name} figure={named} value={of.yes}>{words}</Figure>}</ShareBar>
  const volume: Column<QualityCard> = runs
    ? { name: 'runs', head: 'Runs ended', figures: true, cell: (card) => <Figure by={by} name={card.name} figure="" value={ended(card)}>{figure(ended(card))}</Figure> }
    : { name: 'works', head: 'Times', figures: true, cell: (card) => <Figure by={by} name={card.name} figure="works" value={card.works}>{figure(card.works)}</Figure> }
  return [
    name,
    volume,
    { name: 'ok', head: runs ? 'Completed' : 'Succeeded', figures: true, cell: (card) => share(card, runs ? 'completed' : 'ok', runs ? { yes: card.completed ?? 0, of: ended(card) } : { yes: card.ok, of: card.works }) },
    { name: 'stood', head: 'Stood', figures: true, cell: (card) => share(card, 'stood', { yes: card.stood, of: card.stood + card.fell }) },
    ...(runs ? [{ name: 'good', head: 'Turned out well', figures: true, cell: (card: QualityCard) => share(card, 'runsGood', { yes: card.runsGood ?? 0, of: (card.runsGood ?? 0) + (card.runsBad ?? 0) }) }] : []),
    { name: 'reworked', head: 'Done again', figures: true, cell: (card) => <Figure by={by} name={card.name} figure="reworked" value={card.reworked}>{figure(card.reworked)}</Figure> },
    { name: 'escalated', head: 'People stepped in', figures: true, cell: (card) => {
      const [name, value] = runs ? ['runsEscalated', card.runsEscalated ?? 0] as const : ['escalated', card.escalated] as const
      return <Figure by={by} name={card.name} figure={name} value={value}>{figure(value)}</Figure>
    } },
    { name: 'errors', head: 'Errors', cell: (card) => <Errors by={by} card={card} /> },
  ]
}

function team(): Column<QualityCard>[] {
  const number = (name: 'tasks' | 'decided' | 'timedOut' | 'tasksEscalated', head: string): Column<QualityCard> =>
    ({ name, head, figures: true, cell: (card) => <Figure by="team" name={card.name} figure={name} value={card[name] ?? 0}>{figure(card[name] ?? 0)}</Figure> })
  return [
    number('tasks', 'Tasks ended'),
    number('decided', 'Decided'),
    { name: 'share', head: 'Decided in time', figures: true, cell: (card) => <ShareBar share={{ yes: card.decided ?? 0, of: card.tasks ?? 0 }} /> },
    number('timedOut', 'Nobody answered'),
    number('tasksEscalated', 'Passed on'),
  ]
}

export function ended(card: QualityCard): number {
  return (card.completed ?? 0) + (card.faulted ?? 0) + (card.cancelled ?? 0)
}

const SHOWN = 3

function Errors({ by, card }: { by: Dimension; card: QualityCard }) {
  const kinds = card.faults ?? card.errors
  if (!kinds.length) return <span className="faint">none</span>
  const most = [...kinds].sort((one, other) => other.count - one.count)
  return (
    <span className="line">
      {most.slice(0, SHOWN).map(({ kind, count }) => <Figure key={kind} by={by} name={card.name} figure={card.faults ? 'faulted' : 'error'} error={kind} value={count}>{kind} {figure(count)}</Figure>)}
      {most.length > SHOWN && <span className="faint">and {most.length - SHOWN} more kinds</span>}
    </span>
  )
}

/** What workflows say they want to reach, beside what they do. */
function Goals({ items }: { items: readonly QualityCard[] }) {
  const told = items.flatMap((card) => (card.goals ?? []).map((goal) => ({ name: card.name, goal })))
  if (!told.length) return null
  return (
    <Section title="Goals" about="what a workflow says that it wants to reach, beside the truth">
      <Table label="Goals" rows={told} rowKey={({ name, goal }) => `${name} ${goal.figure} ${goal.mark}`} columns={[
        { name: 'name', head: 'Workflow', cell: ({ name }) => <Name by="workflow" name={name} /> },
        { name: 'goal', head: 'Goal', cell: ({ goal }) => goal.says },
        { name: 'truth', head: 'Truth', figures: true, cell: ({ goal }) => (goal.truth ? <>{goal.truth} <span className="faint">of {count(goal.cases, 'case')}</span></> : <span className="faint">not known yet</span>) },
        { name: 'met', head: 'Reached', cell: ({ goal }) => <Met goal={goal} /> },
      ]} />
    </Section>
  )
}

export function Met({ goal, named }: { goal: Goal; named?: boolean }) {
  const of = named ? `${goal.figure}: ` : ''
  if (goal.met === undefined) return <Chip tone="off">{of}too few cases</Chip>
  return goal.met ? <Chip tone="done">{of}reached</Chip> : <Chip tone="fail">{of}missed</Chip>
}
