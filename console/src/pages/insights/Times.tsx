import { useSearch } from '@tanstack/react-router'
import type { Dimension, TimeCard } from '../../api/insights'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { count, figure, span } from '../../ui/words'
import { Cards } from './Cards'
import { PhaseBar } from './charts'
import type { Phases } from './charts'
import { Figure } from './Figure'
import { Name } from './Name'
import { ProcessMap } from './ProcessMap'
import { By, byOf } from './Quality'
import { greatest } from './shares'

const BY: readonly { name: Dimension; label: string }[] = [
  { name: 'agent', label: 'Agents' },
  { name: 'workflow', label: 'Workflows' },
  { name: 'step', label: 'Steps' },
  { name: 'team', label: 'Teams' },
]

/** Where the time goes: to a queue, to work, to waiting for people. */
export function Times() {
  const by = byOf(useSearch({ strict: false }), BY)
  return (
    <>
      <ProcessMap />
      <Section title="Waiting against work" about="in all; blue: at work, hatched: waiting for people, thin: queued" actions={<By chosen={by} known={BY} />}>
        <Cards view="time" by={by}>{(items) => <Bars by={by} items={items} />}</Cards>
      </Section>
      <Section title="Runs" about="from start to end">
        <Cards view="time" by="workflow" none="No run ended in this time.">{(items) => <Runs items={items.filter((card) => card.run)} />}</Cards>
      </Section>
    </>
  )
}

/** What all of them took together: a run's work is what is not waiting for people. */
function phases(card: TimeCard): { of: string; phases: Phases } {
  if (card.run) {
    const people = card.waited?.sumMs ?? 0
    return { of: count(card.run.count, 'run'), phases: { queueMs: 0, workMs: Math.max(0, card.run.sumMs - people), peopleMs: people } }
  }
  const told = [card.total && `${count(card.total.count, 'time')}, half within ${span(card.total.p50Ms)}`, card.tasksOpen && `${count(card.tasksOpen.count, 'task')}, half within ${span(card.tasksOpen.p50Ms)}`]
  return {
    of: told.filter(Boolean).join(' · '),
    phases: { queueMs: card.queue?.sumMs ?? 0, workMs: card.work?.sumMs ?? 0, peopleMs: (card.people?.sumMs ?? 0) + (card.tasksOpen?.sumMs ?? 0) },
  }
}

function sum({ queueMs, workMs, peopleMs }: Phases): number {
  return queueMs + workMs + peopleMs
}

function Bars({ by, items }: { by: Dimension; items: readonly TimeCard[] }) {
  const rows = items.map((card) => ({ card, ...phases(card) })).filter((row) => sum(row.phases) > 0).sort((one, other) => sum(other.phases) - sum(one.phases))
  const mostMs = greatest(rows.map((row) => sum(row.phases)))
  if (!rows.length) return <p className="soft">Nothing that took time ended in this time.</p>
  return (
    <ul className="Insights-bars">
      {rows.map(({ card, of, phases: took }) => (
        <li key={card.name}>
          <Name by={by} name={card.name} />
          <PhaseBar phases={took} mostMs={mostMs} />
          <span className="numbers">
            {took.workMs > 0 && <>{span(took.workMs)} at work</>}
            {took.workMs > 0 && took.peopleMs > 0 && ' · '}
            {took.peopleMs > 0 && <span className="Insights-people">{span(took.peopleMs)} for people</span>}
            {took.queueMs >= 1 && <> · {span(took.queueMs)} queued</>}
            <span className="Insights-more">{of}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function Runs({ items }: { items: readonly TimeCard[] }) {
  if (!items.length) return <p className="soft">No run ended in this time.</p>
  return (
    <Table label="Time of runs" rows={items} rowKey={(card) => card.name} columns={[
      { name: 'name', head: 'Workflow', cell: (card) => <Name by="workflow" name={card.name} /> },
      { name: 'runs', head: 'Runs ended', figures: true, cell: (card) => <Figure by="workflow" name={card.name} figure="" value={card.run?.count ?? 0}>{figure(card.run?.count ?? 0)}</Figure> },
      { name: 'p50', head: 'Half within', figures: true, cell: (card) => span(card.run?.p50Ms ?? 0) },
      { name: 'p95', head: '95 % within', figures: true, cell: (card) => span(card.run?.p95Ms ?? 0) },
      { name: 'asked', head: 'Asked people', figures: true, cell: (card) => count(card.waited?.count ?? 0, 'run') },
      { name: 'waited', head: 'Half of these waited less than', figures: true, cell: (card) => (card.waited ? span(card.waited.p50Ms) : <span className="faint">–</span>) },
    ]} />
  )
}
