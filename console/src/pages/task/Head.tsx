import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumnIncreasing, Clock, Hand } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Task } from '../../api/task'
import type { TaskItem } from '../../api/types'
import { StateChip, Tag } from '../../ui/Chip'
import { Time } from '../../ui/Time'
import { visible, visibleLine } from '../../ui/visible'
import { asked, title, waits } from './brief'
import './Head.css'

const KINDS: Record<string, string> = { approve: 'approval', conflict: 'opinions differ', repair: 'repair', 'in-doubt': 'in doubt' }

/** How much harm a wrong answer can do, in bars and a word. */
export function RiskTag({ risk, why, short = false }: { risk?: TaskItem['risk']; why?: string | string[]; short?: boolean }) {
  if (!risk) return null
  const says = Array.isArray(why) ? why.join(' ') : (why ?? '')
  return (
    <span className={`RiskTag RiskTag-${risk}`} title={`${risk} risk. ${says}`}>
      <ChartNoAxesColumnIncreasing size={14} aria-hidden="true" /> {risk}{short ? <span className="unseen"> risk</span> : ' risk'}
    </span>
  )
}

export function KindTag({ kind }: { kind: string }) {
  if (kind === 'in-doubt') return <StateChip state="in-doubt" />
  const word = KINDS[kind]
  return word ? <Tag>{word}</Tag> : null
}

/** The question, what it is about, until when, and why a person is asked. */
export function Head({ task, actions }: { task: Task; actions?: ReactNode }) {
  const brief = task.brief
  const then = brief.deadline?.then ?? brief.otherwise
  const why = Array.isArray(task.riskWhy) ? task.riskWhy : task.riskWhy ? [task.riskWhy] : []
  return (
    <header className="Head">
      <div className="Head-line">
        <span className="Head-tags"><KindTag kind={task.kind} /><RiskTag risk={task.risk} why={why} /></span>
        {actions}
      </div>
      <h1>{visible(title(task))}</h1>
      <p className="Head-about">
        {task.subject && <strong>{visibleLine(task.subject)}</strong>}
        {task.workflow && <span>{task.workflow}</span>}
        <span>for {task.team}</span>
        <span>run <Link to="/runs/$run" params={{ run: task.run }}><code>{task.run}</code></Link></span>
      </p>
      <dl className="Head-facts">
        <div><dt>Asked because</dt><dd>{visibleLine(asked(task))}{brief.asked?.when && <details><summary>the rule</summary><pre>{visible(brief.asked.when)}</pre></details>}</dd></div>
        {(task.claimedBy || task.handed || task.behalf) && <div><dt>In whose hands</dt><dd>{task.behalf && <>you decide for {task.behalf}, who is away. </>}{task.claimedBy && <><Hand size={12} aria-hidden="true" /> claimed by {task.claimedBy}</>}{task.handed?.map((each) => <span key={each.at}> · from {each.from} by {each.by}: {visibleLine(each.why)}</span>)}</dd></div>}
        {waits(task) && (
          <div>
            <dt>If nobody answers</dt>
            <dd>{task.due ? <><Clock size={12} aria-hidden="true" /> <Time at={task.due} />: </> : 'No deadline: '}{visibleLine(then ?? 'it waits')}</dd>
          </div>
        )}
      </dl>
    </header>
  )
}

/** How grave a wrong answer is, and what of it can be taken back. */
export function Follows({ task }: { task: Task }) {
  const why = Array.isArray(task.riskWhy) ? task.riskWhy : task.riskWhy ? [task.riskWhy] : []
  if (!why.length && !task.brief.rollback) return null
  return (
    <dl className="Head-facts" aria-label="What follows">
      {why.length > 0 && <div><dt>Risk</dt><dd>{why.map(visibleLine).join(' ')}</dd></div>}
      {task.brief.rollback && <div><dt>Can be taken back</dt><dd>{visibleLine(task.brief.rollback)}</dd></div>}
    </dl>
  )
}
