import { Suspense, lazy, useMemo, useState } from 'react'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import { useLook } from '../workflows/data'
import { Outline } from '../workflows/Outline'
import { plainly } from './plan'
import type { Plan } from './plan'
import './PlanShown.css'

const Graph = lazy(() => import('../run/Graph').then((part) => ({ default: part.Graph })))

type Side = 'graph' | 'outline'

/** What a planner wants to do, as a picture and in words: with whom, and at what cost. */
export function PlanShown({ plan }: { plan: Plan }) {
  const source = useMemo(() => JSON.stringify(plan.definition), [plan])
  const look = useLook(source)
  // A planner wrote the names in it: nothing in them may look like what it is not.
  const graph = useMemo(() => look.data?.graph && plainly(look.data.graph), [look.data])
  const outline = useMemo(() => look.data?.outline && plainly(look.data.outline), [look.data])
  const [side, setSide] = useState<Side>('graph')
  const [step, setStep] = useState<string>()
  return (
    <section className="PlanShown" aria-label="The plan">
      <h2>The plan</h2>
      {plan.goal && <p className="PlanShown-goal">{visibleLine(plan.goal)}</p>}
      <dl className="PlanShown-facts">
        {plan.steps !== undefined && <div><dt>Size</dt><dd>{count(plan.steps, 'step')}</dd></div>}
        <div><dt>Asks people</dt><dd>{plan.people.length ? plan.people.map(([team, times]) => `${visibleLine(team)}${times > 1 ? `, ${times} times` : ''}`).join('; ') : 'nobody'}</dd></div>
        <div><dt>Calls</dt><dd>{plan.calls.length ? plan.calls.map(visibleLine).join(', ') : 'nobody'}</dd></div>
        {plan.worst && <div><dt>Worst effect</dt><dd>{visibleLine(plan.worst)}</dd></div>}
        <div><dt>Expected cost</dt><dd>{plan.cost ? <>{visibleLine(plan.cost)}{/ 0(\.0+)?$/.test(plan.cost) && <span className="faint"> · no budget estimates what these cost</span>}</> : <span className="faint">no limit was set, so none was reckoned</span>}</dd></div>
      </dl>
      <Tabs label="The plan" chosen={side} onChoose={setSide} tabs={[{ name: 'graph', label: 'Graph' }, { name: 'outline', label: 'In words' }]} />
      <div className="PlanShown-body" role="tabpanel" aria-labelledby={`tab-${side}`}>
        {look.error ? <ErrorBox error={look.error} onRetry={() => void look.refetch()} />
          : !look.data ? <Skeleton rows={6} label="Drawing the plan" />
          : side === 'outline' && outline ? <div className="PlanShown-words"><Outline items={outline} chosen={step} onChoose={setStep} /></div>
          : graph ? (
            <div className="PlanShown-graph"><Suspense fallback={<Skeleton rows={6} label="Loading the graph" />}><Graph graph={graph} chosen={step} onChoose={setStep} /></Suspense></div>
          )
          : <p className="soft PlanShown-words">It cannot be drawn. All of it stands in the arguments below.</p>}
      </div>
      <p className="faint">Drawn from the plan in the arguments below; that text is what is agreed to. Each of its effects is judged again when it comes.</p>
    </section>
  )
}
