import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Amount } from '../../api/house'
import type { CostCard, Dimension } from '../../api/insights'
import type { Search } from '../../app/router'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { Tabs } from '../../ui/Tabs'
import { count, figure, money, span } from '../../ui/words'
import { Cards } from './Cards'
import { WasteBar } from './charts'
import { Figure } from './Figure'
import { Name } from './Name'
import { By, byOf } from './Quality'
import { greatest } from './shares'

const BY: readonly { name: Dimension; label: string }[] = [
  { name: 'agent', label: 'Agents' },
  { name: 'workflow', label: 'Workflows' },
  { name: 'step', label: 'Steps' },
  { name: 'owner', label: 'Owners' },
]

/** In what a cost can be told: sums of money by currency, time at work, tokens. */
interface Unit {
  name: string
  label: string
  used: (card: CostCard) => number
  lost: (card: CostCard) => number
  says: (value: number) => string
}

const PEOPLE: Unit = { name: 'people', label: 'People’s time', used: (card) => card.humanMs, lost: () => 0, says: span }
const WASTE: Unit = { name: 'lost', label: 'Time for nothing', used: (card) => card.wasteMs, lost: (card) => card.wasteMs, says: span }
const TOKENS: Unit = { name: 'tokens', label: 'Tokens', used: (card) => card.tokensIn + card.tokensOut, lost: (card) => card.wasteTokens, says: (value) => count(value, 'token') }

function of(amounts: readonly Amount[], currency: string): number {
  return amounts.filter((each) => each.currency === currency).reduce((sum, each) => sum + Number(each.amount), 0)
}

/** Money first, where any was reported. */
function unitsOf(items: readonly CostCard[]): Unit[] {
  const currencies = [...new Set(items.flatMap((card) => card.cost.map((each) => each.currency)))].sort()
  return [
    ...currencies.map((currency): Unit => ({
      name: currency,
      label: currency,
      used: (card) => of(card.cost, currency),
      lost: (card) => of(card.wasteCost, currency),
      says: (value) => money(value, currency),
    })),
    ...[TOKENS, PEOPLE, WASTE].filter((unit) => items.some((card) => unit.used(card))),
  ]
}

/** What work took, and how much of it was for nothing. */
export function Cost() {
  const by = byOf(useSearch({ strict: false }), BY)
  return (
    <>
      <Section title="What it took" about="red: for nothing, since it failed, was tried again, or was not used" actions={<By chosen={by} known={BY} />}>
        <Cards view="cost" by={by}>{(items) => <Bars by={by} items={items} />}</Cards>
      </Section>
      <Section title="For one run that was completed" about="all that was spent, by the runs that reached their end">
        <Cards view="cost" by="workflow" none="No run ended in this time.">{(items) => <Outcomes items={items} />}</Cards>
      </Section>
    </>
  )
}

function Bars({ by, items }: { by: Dimension; items: readonly CostCard[] }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const units = unitsOf(items)
  const unit = units.find(({ name }) => name === search.unit) ?? units[0]
  if (!unit) return <p className="soft">No cost was reported in this time, no time of people is known, and nothing was for nothing.</p>
  const most = greatest(items.map(unit.used))
  const sorted = [...items].sort((one, other) => unit.used(other) - unit.used(one))
  return (
    <div className="stack">
      {units.length > 1 && <Tabs label="Counted in" chosen={unit.name} tabs={units} onChoose={(name) => void navigate({ to: '.', search: { ...search, unit: name }, replace: true })} />}
      <ul className="Insights-bars">
        {sorted.map((card) => {
          const used = unit.used(card)
          const lost = Math.min(used, unit.lost(card))
          return (
            <li key={card.name}>
              <Name by={by} name={card.name} />
              <WasteBar used={used - lost} wasted={lost} most={most} />
              <span className="numbers">
                {lost < used && unit.says(used)}
                {lost > 0 && <>{lost < used && ' · '}<Figure by={by} name={card.name} figure="wasted" value={card.wasted + card.retries}><span className="Insights-lost">{unit.says(lost)} for nothing</span></Figure></>}
                <span className="Insights-more">{count(card.works, 'time')}{card.retries > 0 && `, ${count(card.retries, 'retry', 'retries')}`}</span>
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Outcomes({ items }: { items: readonly CostCard[] }) {
  const sums = (amounts: readonly Amount[] | undefined) => (amounts?.length ? amounts.map((one) => money(Number(one.amount), one.currency)).join(' + ') : <span className="faint">–</span>)
  return (
    <Table label="Cost by outcome" rows={items} rowKey={(card) => card.name} columns={[
      { name: 'name', head: 'Workflow', cell: (card) => <Name by="workflow" name={card.name} /> },
      { name: 'completed', head: 'Runs completed', figures: true, cell: (card) => <Figure by="workflow" name={card.name} figure="completed" value={card.completed}>{figure(card.completed)}</Figure> },
      { name: 'money', head: 'Money for each', figures: true, cell: (card) => sums(card.costPerCompleted) },
      { name: 'human', head: 'People’s time for each', figures: true, cell: (card) => (card.humanMsPerCompleted ? span(card.humanMsPerCompleted) : <span className="faint">–</span>) },
      { name: 'waste', head: 'Money for nothing', figures: true, cell: (card) => sums(card.wasteCost) },
      { name: 'lost', head: 'Time for nothing', figures: true, cell: (card) => <Figure by="workflow" name={card.name} figure="wasted" value={card.wasted}>{card.wasteMs ? span(card.wasteMs) : '–'}</Figure> },
    ]} />
  )
}
