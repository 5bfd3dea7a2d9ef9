import { Link, useSearch } from '@tanstack/react-router'
import type { Calibration, QualityCard } from '../../api/insights'
import type { Search } from '../../app/router'
import { Section } from '../../ui/PageHead'
import { count } from '../../ui/words'
import { Name } from './Name'
import { ENOUGH } from './shares'
import './Confidence.css'

/** How sure agents said they were, beside what stood of it. */
export function Confidence({ items }: { items: readonly QualityCard[] }) {
  const told = items.flatMap((card) => (card.calibration ? [{ name: card.name, of: card.calibration }] : []))
  if (!told.length) return null
  return (
    <Section title="Confidence" about="how sure agents said they were, and what share of that stood">
      <ul className="Confidence">
        {told.map(({ name, of }) => (
          <li key={name}>
            <Name by="agent" name={name} />
            <Chart name={name} of={of} />
            <p className="soft numbers">{apart(of)}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function apart({ cases, error }: Calibration): string {
  return error === undefined
    ? `${count(cases, 'case')}, ${ENOUGH - cases} more needed`
    : `${percent(error)} apart on average, of ${count(cases, 'case')}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

const SIZE = 176
const LEFT = 46
const BOTTOM = 34
const TOP = 10
const RIGHT = 14
const MARKS = [0, 0.5, 1]

/** A dot for each fifth, the greater the more often it was said. On the line, an agent is as often right as it says. */
function Chart({ name, of: { bins } }: { name: string; of: Calibration }) {
  const search: Search = useSearch({ strict: false })
  const most = Math.max(...bins.map((bin) => bin.cases))
  const x = (share: number) => LEFT + share * SIZE
  const y = (share: number) => TOP + (1 - share) * SIZE
  return (
    <svg className="Confidence-chart" viewBox={`0 0 ${LEFT + SIZE + RIGHT} ${TOP + SIZE + BOTTOM}`} width={LEFT + SIZE + RIGHT} height={TOP + SIZE + BOTTOM} role="group" aria-label={`How sure ${name} said it was`}>
      {MARKS.map((at) => (
        <g key={at}>
          <line className="Confidence-grid" x1={x(0)} x2={x(1)} y1={y(at)} y2={y(at)} />
          <text x={LEFT - 8} y={y(at) + 4} textAnchor="end">{percent(at)}</text>
          <text x={x(at)} y={y(0) + 16} textAnchor={at === 1 ? 'end' : 'middle'}>{percent(at)}</text>
        </g>
      ))}
      <text x={x(0.5)} y={y(0) + 31} textAnchor="middle">how sure it said it was</text>
      <text x={x(0) + 6} y={y(1) + 14}>↑ stood more often</text>
      <text x={x(1) - 6} y={y(0) - 8} textAnchor="end">stood less often ↓</text>
      <line className="Confidence-right" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {bins.map((bin) => {
        const says = `said ${percent(bin.said)}: ${bin.stood} of ${bin.cases} stood, ${percent(bin.stoodShare)}`
        return (
          <Link key={bin.figure} to="." search={{ ...search, figure: bin.figure, of: `agent:${name}`, error: undefined }} aria-label={says}>
            <circle className="Confidence-hit" cx={x(bin.said)} cy={y(bin.stoodShare)} r="13" />
            <circle className="Confidence-dot" cx={x(bin.said)} cy={y(bin.stoodShare)} r={3 + 5 * Math.sqrt(bin.cases / most)}><title>{says}</title></circle>
          </Link>
        )
      })}
    </svg>
  )
}
