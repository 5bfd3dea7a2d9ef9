import { figure, span } from '../../ui/words'
import { greatest, ticks, timeTicks } from './shares'
import './Dots.css'

interface Dot {
  name: string
  x: number
  y: number
  says: string
}

const WIDTH = 720
const HEIGHT = 240
const LEFT = 64
const BOTTOM = 36
const TOP = 12
const RIGHT = 140

/** Things as dots with their names: a number across, a time upwards, and a line to compare with. */
export function Dots({ label, dots, across, guide }: {
  label: string
  dots: readonly Dot[]
  across: string
  /** Milliseconds for each one across, and what that is. */
  guide: { perX: number; says: string }
}) {
  const mostX = Math.max(1, greatest(dots.map((dot) => dot.x))) * 1.1
  const mostY = Math.max(1, greatest(dots.map((dot) => dot.y)), mostX * guide.perX) * 1.1
  const x = (value: number) => LEFT + (value / mostX) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => HEIGHT - BOTTOM - (value / mostY) * (HEIGHT - BOTTOM - TOP)
  return (
    <div className="Dots" role="region" aria-label={label} tabIndex={0}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={`${label}. ${dots.map((dot) => dot.says).join('. ')}`}>
        <line className="Dots-axis" x1={LEFT} x2={WIDTH - RIGHT} y1={y(0)} y2={y(0)} />
        {ticks(mostX).map((at) => <text key={at} className="Dots-tick" x={x(at)} y={HEIGHT - BOTTOM + 16} textAnchor="middle">{figure(at)}</text>)}
        <text className="Dots-tick" x={x(mostX / 2)} y={HEIGHT - 4} textAnchor="middle">{across}</text>
        {timeTicks(mostY).map((at) => (
          <g key={at}>
            <line className="Dots-grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(at)} y2={y(at)} />
            <text className="Dots-tick" x={LEFT - 8} y={y(at) + 4} textAnchor="end">{at ? span(at) : '0'}</text>
          </g>
        ))}
        <line className="Dots-guide" x1={x(0)} y1={y(0)} x2={x(mostX)} y2={y(mostX * guide.perX)} />
        <text className="Dots-tick" x={x(mostX) + 6} y={y(mostX * guide.perX) + 4}>{guide.says}</text>
        {dots.map((dot) => (
          <g key={dot.name}>
            <circle className="Dots-dot" cx={x(dot.x)} cy={y(dot.y)} r="5"><title>{dot.says}</title></circle>
            <text className="Dots-name" x={x(dot.x) + 9} y={y(dot.y) - 6}>{dot.name}</text>
          </g>
        ))}
      </svg>
    </div>
  )
}
