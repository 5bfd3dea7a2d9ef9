import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { latestQuery } from '../../api/insights'
import type { TimeCard } from '../../api/insights'
import type { Search } from '../../app/router'
import { ErrorBox } from '../../ui/ErrorBox'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { visibleLine } from '../../ui/visible'
import { count, figure, shortened, span } from '../../ui/words'
import { Cards } from './Cards'
import { atLeast, mapOf, ordered } from './map'
import type { Doer, Does, ProcessMap as Shown, Step, Way } from './map'
import { periodOf, sinceOf } from './period'
import { ENOUGH, part } from './shares'
import './ProcessMap.css'

/** Ways that fewer of the runs took are left out, in percent. */
const USUAL = 2
const MOST = 20

/** How a workflow's runs went from step to step, and who did what. */
export function ProcessMap() {
  return <Cards view="time" by="workflow" quiet>{(items) => <Chosen items={items} />}</Cards>
}

function Chosen({ items }: { items: readonly TimeCard[] }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const names = [...items].sort((one, other) => other.works - one.works).map((card) => card.name)
  const workflow = names.find((name) => name === search.workflow) ?? names[0] ?? ''
  const paths = Math.min(MOST, Math.max(0, Number(search.paths ?? USUAL) || 0))
  const seek = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })
  return (
    <Section title="Process map" about="from the latest 1,000 pieces of work" actions={(
      <span className="line ProcessMap-choose">
        <label className="line"><span className="soft">Workflow</span>
          <select value={workflow} onChange={(event) => seek({ workflow: event.target.value })}>
            {names.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
        <label className="line"><span className="soft">Ways of at least</span>
          <input type="range" min={0} max={MOST} value={paths} onChange={(event) => seek({ paths: event.target.value === String(USUAL) ? undefined : event.target.value })} />
          <span className="numbers ProcessMap-share">{paths} % of runs</span>
        </label>
      </span>
    )}>
      <Of workflow={workflow} paths={paths} />
    </Section>
  )
}

function Of({ workflow, paths }: { workflow: string; paths: number }) {
  const since = sinceOf(periodOf(useSearch({ strict: false }) as Search))
  const latest = useQuery(latestQuery(workflow, since))
  const map = useMemo(() => latest.data && mapOf(latest.data.works, latest.data.tasks), [latest.data])
  if (latest.error && !latest.data) return <ErrorBox error={latest.error} onRetry={() => void latest.refetch()} />
  if (!map) return <Skeleton />
  if (!map.runs) return <p className="soft">None of its runs did any work in this time.</p>
  const drawn = atLeast(map, paths)
  const fewer = map.ways.length - drawn.ways.length
  return (
    <div className="stack">
      <p className="soft">
        {count(map.runs, 'run')}{map.runs < ENOUGH && `, and ${ENOUGH - map.runs} more are needed to trust the shares`}. The wider, the more often; amber: it waited for people.
        {fewer > 0 && ` ${count(fewer, 'rarer way is', 'rarer ways are')} not drawn.`}
      </p>
      <Picture map={drawn} workflow={workflow} />
      <details>
        <summary>The same as tables</summary>
        <Tables map={drawn} />
      </details>
    </div>
  )
}

const WIDTH = 980
const STEP = { x: 190, width: 260, height: 46 }
const DOER = { x: 690, width: 280, height: 40 }
const PITCH = 78
const TOP = 44

/** Where everything stands: steps one below the other, and beside them who works in them. */
function place(map: Shown) {
  const doers = ordered(map)
  const rows = Math.max(map.steps.length, (doers.length * (DOER.height + 14)) / PITCH)
  const height = TOP + rows * PITCH + 36
  const row = new Map(map.steps.map((step, i) => [step.name, i]))
  const stepY = (i: number) => TOP + i * PITCH
  const gap = (rows * PITCH) / Math.max(1, doers.length)
  const doerY = (i: number) => TOP + i * gap + Math.max(0, (gap - DOER.height) / 2) - 14
  const end = map.steps.length
  return { doers, height, stepY, doerY, rowOf: (name: string, otherwise: number) => row.get(name) ?? otherwise, end }
}

function Picture({ map, workflow }: { map: Shown; workflow: string }) {
  const at = place(map)
  const doerAt = new Map(at.doers.map((doer, i) => [doer.id, at.doerY(i) + DOER.height / 2]))
  return (
    <div className="ProcessMap" role="region" aria-label="Process map" tabIndex={0}>
      <svg viewBox={`0 0 ${WIDTH} ${at.height}`} width={WIDTH} height={at.height}>
        <title>{`${count(map.steps.length, 'step')}, ${count(map.doers.length, 'agent, tool or team', 'agents, tools and teams')}; below it stands the same as tables`}</title>
        <defs>
          <marker id="ProcessMap-tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8Z" className="ProcessMap-tip" /></marker>
        </defs>
        {map.steps.flatMap((step, i) => bundle(map.does.filter((each) => each.step === step.name), doerAt).map(({ each, thick, off }) => {
          const y = at.stepY(i) + STEP.height / 2 + off
          const to = doerAt.get(each.doer) ?? y
          const from = STEP.x + STEP.width
          return <path key={each.step + each.doer} className={`ProcessMap-does ${each.doer.startsWith('team:') ? 'ProcessMap-people' : ''}`} strokeWidth={thick}
            d={`M${from} ${y} C${from + 110} ${y} ${DOER.x - 110} ${to} ${DOER.x} ${to}`} />
        }))}
        {map.ways.map((way) => <Going key={`${way.from}>${way.to}`} way={way} runs={map.runs} from={at.rowOf(way.from, -1)} to={at.rowOf(way.to, at.end)} stepY={at.stepY} />)}
        <text className="ProcessMap-end" x={STEP.x + STEP.width / 2} y={12} textAnchor="middle">begins</text>
        <text className="ProcessMap-end" x={STEP.x + STEP.width / 2} y={at.stepY(at.end) + 4} textAnchor="middle">ends</text>
        {map.steps.map((step, i) => <StepBox key={step.name} step={step} y={at.stepY(i)} workflow={workflow} />)}
        {at.doers.map((doer, i) => <DoerBox key={doer.id} doer={doer} y={at.doerY(i)} />)}
      </svg>
    </div>
  )
}

/** Lines that leave a step side by side, in the order in which they arrive; together no wider than the step. */
function bundle(does: readonly Does[], doerAt: ReadonlyMap<string, number>) {
  const sorted = [...does].sort((one, other) => (doerAt.get(one.doer) ?? 0) - (doerAt.get(other.doer) ?? 0))
  const all = sorted.reduce((sum, each) => sum + each.count, 0)
  let before = 0
  return sorted.map((each) => {
    const room = (STEP.height - 10) * part(each.count, all)
    const off = before + room / 2 - (STEP.height - 10) / 2
    before += room
    return { each, thick: Math.max(1.5, Math.min(14, room)), off }
  })
}

/** From one step straight down to the next, or around those between on the left. */
function Going({ way, runs, from, to, stepY }: { way: Way; runs: number; from: number; to: number; stepY: (i: number) => number }) {
  const thick = 1.5 + 8 * Math.min(1, way.count / runs)
  const below = from < 0 ? 18 : stepY(from) + STEP.height
  const middle = STEP.x + STEP.width / 2
  if (to === from + 1) {
    const above = stepY(to) - (way.to ? 3 : 12)
    return (
      <g>
        <line className="ProcessMap-way" x1={middle} x2={middle} y1={below} y2={above} strokeWidth={thick} markerEnd="url(#ProcessMap-tip)" />
        <text className="ProcessMap-count" x={middle + 10} y={(below + above) / 2 + 5}>{figure(way.count)}</text>
      </g>
    )
  }
  const y1 = from < 0 ? 12 : stepY(from) + STEP.height / 2 + 8
  const y2 = way.to ? stepY(to) + STEP.height / 2 - 8 : stepY(to)
  const x1 = from < 0 ? middle - 28 : STEP.x
  const x2 = way.to ? STEP.x - 3 : middle - 22
  const out = STEP.x - Math.min(150, 34 + 26 * Math.abs(to - from))
  return (
    <g>
      <path className="ProcessMap-way" strokeWidth={thick} markerEnd="url(#ProcessMap-tip)" d={`M${x1} ${y1} C${out} ${y1} ${out} ${y2} ${x2} ${y2}`} />
      <text className="ProcessMap-count" x={(x1 + 6 * out + x2) / 8 - thick / 2 - 5} y={(y1 + y2) / 2 + 4} textAnchor="end">{figure(way.count)}</text>
    </g>
  )
}

function StepBox({ step, y, workflow }: { step: Step; y: number; workflow: string }) {
  const search: Search = useSearch({ strict: false })
  const all = step.workMs + step.peopleMs
  const people = part(step.peopleMs, all) * STEP.width
  const says = [step.workMs && `${span(step.workMs)} at work`, step.peopleMs && `${span(step.peopleMs)} for people`].filter(Boolean).join(' · ')
  return (
    <Link to="." search={{ ...search, figure: 'works', of: `step:${workflow}#${step.name}` }} className="ProcessMap-link" aria-label={`${step.name}: ${count(step.runs, 'run')}, ${says}`}>
      <rect className="ProcessMap-box" x={STEP.x} y={y} width={STEP.width} height={STEP.height} rx="6" />
      <text className="ProcessMap-name" x={STEP.x + 12} y={y + 18}>{shortened(visibleLine(step.name), 28)}</text>
      <text className="ProcessMap-says" x={STEP.x + 12} y={y + 35}>{says || 'no time'}</text>
      {all > 0 && <rect className="ProcessMap-worked" x={STEP.x} y={y + STEP.height - 4} width={STEP.width - people} height="4" />}
      {all > 0 && <rect className="ProcessMap-waited" x={STEP.x + STEP.width - people} y={y + STEP.height - 4} width={people} height="4" />}
    </Link>
  )
}

function DoerBox({ doer, y }: { doer: Doer; y: number }) {
  const people = doer.kind === 'team'
  const each = span(doer.ms / Math.max(1, doer.count))
  return (
    <g>
      <rect className={`ProcessMap-box ${people ? 'ProcessMap-team' : ''}`} x={DOER.x} y={y} width={DOER.width} height={DOER.height} rx="6" />
      <text className="ProcessMap-name" x={DOER.x + 12} y={y + 16}>{shortened(visibleLine(doer.name), 32)}</text>
      <text className="ProcessMap-says" x={DOER.x + 12} y={y + 32}>{`${doer.kind} · ${figure(doer.count)} × ${each}${people ? ' until decided' : ''}`}</text>
    </g>
  )
}

function Tables({ map }: { map: Shown }) {
  const doers = new Map(map.doers.map((doer) => [doer.id, doer]))
  return (
    <div className="stack">
      <Table label="Who works in which step" rows={map.does} rowKey={(each) => each.step + each.doer} columns={[
        { name: 'step', head: 'Step', cell: (each) => visibleLine(each.step) },
        { name: 'who', head: 'Who', cell: (each) => visibleLine(doers.get(each.doer)?.name ?? each.doer) },
        { name: 'kind', head: 'Kind', cell: (each) => doers.get(each.doer)?.kind },
        { name: 'count', head: 'Times', figures: true, cell: (each) => figure(each.count) },
        { name: 'ms', head: 'Each took', figures: true, cell: (each) => span(each.ms / each.count) },
      ]} />
      <Table label="Ways from step to step" rows={map.ways} rowKey={(way) => `${way.from}>${way.to}`} columns={[
        { name: 'from', head: 'From', cell: (way) => visibleLine(way.from) || 'begins' },
        { name: 'to', head: 'To', cell: (way) => visibleLine(way.to) || 'ends' },
        { name: 'count', head: 'Times', figures: true, cell: (way) => figure(way.count) },
      ]} />
    </div>
  )
}
