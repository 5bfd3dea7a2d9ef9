import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '../../api/house'
import { Time } from '../../ui/Time'
import { count, span } from '../../ui/words'
import { amount, change, success } from './figures'
import './Numbers.css'

/** The six numbers; each leads to what it counts. */
export function Numbers({ numbers: { runs, waiting, cost, agents }, since }: { numbers: Overview['numbers']; since: string }) {
  const share = success(runs)
  const before = success(runs.before)
  const ill = agents.degraded
  return (
    <div className="Numbers">
      <Figure name="Runs today" to="/runs" search={{ since, all: 'true' }} value={runs.started.toLocaleString('en')}>
        {count(runs.live, 'run')} under way{change(runs.started, runs.before.started) && ` · ${change(runs.started, runs.before.started)}`}
      </Figure>
      <Figure name="Ended well" to="/runs" search={{ status: 'faulted', since }} value={share === undefined ? '–' : `${share} %`}>
        {share === undefined ? 'none ended today' : `${count(runs.faulted, 'run')} failed`}
        {before !== undefined && ` · ${before} % a week ago`}
      </Figure>
      <Figure name="Usual time" to="/runs" search={{ status: 'completed', since }} value={runs.medianMs === undefined ? '–' : span(runs.medianMs)}>
        {runs.medianMs === undefined ? 'none was completed today' : 'from start to end, half of the runs'}
        {runs.before.medianMs !== undefined && ` · ${span(runs.before.medianMs)} a week ago`}
      </Figure>
      <Figure name="Waiting for people" to="/inbox" search={{ view: 'all' }} value={waiting.tasks.toLocaleString('en')}>
        {waiting.oldest ? <>the oldest came <Time at={waiting.oldest} /></> : 'nothing waits'}
        {waiting.overdue > 0 && ` · ${waiting.overdue} overdue`}
      </Figure>
      <Figure name="Cost today" to="/policies" search={{ tab: 'budgets' }} value={cost.today.length ? cost.today.map(amount).join(' + ') : '–'}>
        {cost.budget ? `budget ${cost.budget.name}: ${cost.budget.percent} % taken` : cost.today.length ? 'no budget limits it' : 'nothing was spent'}
      </Figure>
      <Figure name="Not well" to="/agents" value={String(ill.length)} >
        {ill.length ? ill.map((each) => each.name).join(', ') : agents.all ? `all ${agents.all} agents and tools are` : 'none are registered'}
      </Figure>
    </div>
  )
}

function Figure({ name, value, to, search, children }: {
  name: string
  value: string
  to: string
  search?: Record<string, string>
  children: ReactNode
}) {
  return (
    <Link to={to} search={search ?? {}} className="Numbers-figure">
      <span className="Numbers-name">{name}</span>
      <span className="Numbers-value numbers">{value}</span>
      <span className="Numbers-more">{children}</span>
    </Link>
  )
}
