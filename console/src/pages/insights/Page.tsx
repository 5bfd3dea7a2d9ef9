import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Search } from '../../app/router'
import { PageHead } from '../../ui/PageHead'
import { Tabs } from '../../ui/Tabs'
import { Behind } from './Behind'
import { Cost } from './Cost'
import { Health } from './Health'
import { PERIODS, periodOf } from './period'
import type { Period } from './period'
import { Quality } from './Quality'
import { Reviewers } from './Reviewers'
import { Times } from './Times'
import './Page.css'

const TABS = [
  { name: 'quality', label: 'Quality', shows: Quality },
  { name: 'cost', label: 'Cost', shows: Cost },
  { name: 'time', label: 'Time', shows: Times },
  { name: 'reviewers', label: 'Reviewers', shows: Reviewers },
  { name: 'health', label: 'Health', shows: Health },
] as const
type TabName = (typeof TABS)[number]['name']

/** What the runs add up to: how good, how dear, how long, by whom, and what goes wrong. */
export function Page() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const tab: TabName = TABS.find(({ name }) => name === search.tab)?.name ?? 'quality'
  const Shown = TABS.find(({ name }) => name === tab)?.shows ?? Quality
  const period = periodOf(search)
  return (
    <>
      <PageHead title="Insights" about="Counted from the record. Every figure leads to the runs behind it."
        actions={tab !== 'health' && (
          <label className="line">
            <span className="soft">Ended in</span>
            <select className="Insights-period" value={period} onChange={(event) => void navigate({ to: '.', search: { ...search, period: event.target.value === '30d' ? undefined : event.target.value as Period } })}>
              {Object.entries(PERIODS).map(([name, { label }]) => <option key={name} value={name}>{label}</option>)}
            </select>
          </label>
        )}>
        <Tabs label="Insights" chosen={tab} tabs={TABS} onChoose={(name) => void navigate({ to: '.', search: { tab: name === 'quality' ? undefined : name, period: search.period } })} />
      </PageHead>
      <Shown />
      {search.figure && <Behind />}
    </>
  )
}
