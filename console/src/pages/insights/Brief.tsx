import { Link } from '@tanstack/react-router'
import type { QualityCard } from '../../api/insights'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { figure } from '../../ui/words'
import { Cards } from './Cards'
import { ShareBar } from './charts'
import { Name } from './Name'
import { Met, ended } from './Quality'
import './Page.css'

const MOST = 6

/** The Overview's part of the insights: how good the agents are, and how the workflows stand to their goals. */
export function Brief() {
  return (
    <div className="Insights-two">
      <Section title="Agents" about="the last 7 days" actions={<Link to="/insights" search={{ period: '7d' }}>All figures</Link>}>
        <Cards view="quality" by="agent" over="7d" none="No agent did anything.">{(items) => <Agents items={items} />}</Cards>
      </Section>
      <Section title="Workflows" about="the last 7 days" actions={<Link to="/insights" search={{ by: 'workflow', period: '7d' }}>All figures</Link>}>
        <Cards view="quality" by="workflow" over="7d" none="No run ended.">{(items) => <Workflows items={items} />}</Cards>
      </Section>
    </div>
  )
}

function Agents({ items }: { items: readonly QualityCard[] }) {
  const most = [...items].sort((one, other) => other.works - one.works).slice(0, MOST)
  return (
    <Table label="Quality of agents" rows={most} rowKey={(card) => card.name} columns={[
      { name: 'name', head: 'Agent', cell: (card) => <Name by="agent" name={card.name} /> },
      { name: 'works', head: 'Times', figures: true, cell: (card) => figure(card.works) },
      { name: 'ok', head: 'Succeeded', figures: true, cell: (card) => <ShareBar share={{ yes: card.ok, of: card.works }} /> },
      { name: 'stood', head: 'Stood', figures: true, cell: (card) => <ShareBar share={{ yes: card.stood, of: card.stood + card.fell }} /> },
    ]} />
  )
}

function Workflows({ items }: { items: readonly QualityCard[] }) {
  const most = [...items].sort((one, other) => ended(other) - ended(one)).slice(0, MOST)
  return (
    <Table label="Quality of workflows" rows={most} rowKey={(card) => card.name} columns={[
      { name: 'name', head: 'Workflow', cell: (card) => <Name by="workflow" name={card.name} /> },
      { name: 'runs', head: 'Ended', figures: true, cell: (card) => figure(ended(card)) },
      { name: 'completed', head: 'Completed', figures: true, cell: (card) => <ShareBar share={{ yes: card.completed ?? 0, of: ended(card) }} /> },
      { name: 'goals', head: 'Goals', cell: (card) => (card.goals?.length ? <span className="line">{card.goals.map((goal) => <Met key={`${goal.figure} ${goal.mark}`} goal={goal} named />)}</span> : <span className="faint">none stated</span>) },
    ]} />
  )
}
