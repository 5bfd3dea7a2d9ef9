import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { money, span } from '../../ui/words'
import { drawn, folds, scaleOf } from './scale'
import type { Drawn, Scale } from './scale'
import { StepMark, stepWord } from './StepMark'
import type { Row, Timeline as Times } from './types'
import './Timeline.css'

const ROW = 32

/** When each step was worked on, and when it only waited; what has not begun stands at the end, dashed. */
export function Timeline({ timeline, now, chosen, only, onChoose, onOnly }: {
  timeline: Times
  now: number
  /** A place, or the step of several. */
  chosen?: string
  /** The one step whose rows are all shown. */
  only?: string
  onChoose: (place: string) => void
  onOnly: (step: string | undefined) => void
}) {
  const scroll = useRef<HTMLDivElement>(null)
  const scale = useMemo(() => scaleOf(timeline, now), [timeline, now])
  const rows = useMemo(() => drawn(timeline.rows, only), [timeline, only])
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => ROW, overscan: 10 })
  const costs = timeline.rows.some((row) => row.cost)
  const kinds = new Set(timeline.rows.flatMap((row) => row.spans.map((each) => each.kind)))
  return (
    <div className={`Timeline ${costs ? '' : 'Timeline-free'}`}>
      <div className="Timeline-head">
        <span>{only ? <button type="button" className="Timeline-many" onClick={() => onOnly(undefined)}>All steps</button> : 'Step'}</span>
        <Ruler scale={scale} />
        <span className="Timeline-figure">Took</span>
        {costs && <span className="Timeline-figure">Cost</span>}
      </div>
      <div className="Timeline-scroll" ref={scroll}>
        <div role="list" aria-label="Steps in order" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const each = rows[item.index]
            return each && (
              <div key={item.key} role="listitem">
                <Line drawn={each} scale={scale} now={now} top={item.start} onChoose={onChoose} onOnly={onOnly}
                  chosen={chosen === each.row.place || chosen === each.row.step} />
              </div>
            )
          })}
        </div>
      </div>
      {timeline.more && <p className="Timeline-more faint">There are more steps than are drawn here; the facts have all of them.</p>}
      <Legend kinds={kinds} planned={timeline.rows.some((row) => row.state === 'planned')} folded={folds(scale.stretches).length > 0} />
    </div>
  )
}

/** Of the whole width: what stands closer to the one before would touch it. */
const CLOSE = 0.18

function apart(ticks: Scale['ticks']): Scale['ticks'] {
  let last = -1
  return ticks.filter(({ at }) => {
    const shown = at - last >= CLOSE
    if (shown) last = at
    return shown
  })
}

function Ruler({ scale }: { scale: Scale }) {
  return (
    <div className="Timeline-ruler numbers" aria-hidden="true">
      {apart(scale.ticks).map(({ at, ms }) => <span key={ms} style={{ left: `${at * 100}%` }}>{ms === 0 ? '0' : span(ms)}</span>)}
      {folds(scale.stretches).filter(({ start, end }) => end - start > 0.15).map((fold) => (
        <span key={`fold-${fold.from}`} className="Timeline-fold-says" title={`${span(fold.to - fold.from)} without work, drawn shorter`}
          style={{ left: `${fold.start * 100}%`, width: `${(fold.end - fold.start) * 100}%` }}>⋯ {span(fold.to - fold.from)} ⋯</span>
      ))}
      {scale.planned < 1 && <span style={{ left: `calc(${scale.planned * 100}% + 4px)`, transform: 'none' }}>planned</span>}
    </div>
  )
}

function Line({ drawn: { row, depth, folded, states }, scale, now, top, chosen, onChoose, onOnly }: {
  drawn: Drawn
  scale: Scale
  now: number
  top: number
  chosen: boolean
  onChoose: (place: string) => void
  onOnly: (step: string | undefined) => void
}) {
  const choose = () => (folded > 1 ? onOnly(row.step) : onChoose(row.place))
  const says = folded > 1 ? `${row.label}, ${folded} times: ${Object.entries(states).map(([state, many]) => `${many} ${stepWord(state)}`).join(', ')}` : row.place
  return (
    <button type="button" className="Timeline-row" style={{ transform: `translateY(${top}px)` }} aria-current={chosen} onClick={choose} title={says}>
      <span className="Timeline-label" style={{ paddingLeft: Math.min(depth, 6) * 14 }}>
        <StepMark state={row.state} />
        <span className="cut">{row.label}</span>
        {folded > 1 && <span className="Timeline-many numbers">×{folded}</span>}
        {folded === 1 && !!row.rounds && <span className="faint numbers" title={`${row.rounds} rounds`}>×{row.rounds}</span>}
        {(row.attempt ?? 1) > 1 && <span className="faint numbers" title={`${row.attempt} attempts`}>↻{row.attempt}</span>}
      </span>
      <span className="Timeline-track">
        {folds(scale.stretches).map((fold) => (
          <span key={fold.from} className="Timeline-fold" style={{ left: `${fold.start * 100}%`, width: `${(fold.end - fold.start) * 100}%` }} />
        ))}
        {row.state === 'planned' ? <Planned row={row} scale={scale} />
          : !row.spans.length && row.from && row.to && row.to > row.from ? (
            <span className="Timeline-span Timeline-around" style={{ left: `${scale.at(Date.parse(row.from)) * 100}%`, width: `${(scale.at(Date.parse(row.to)) - scale.at(Date.parse(row.from))) * 100}%` }} />
          )
          : !row.spans.length && row.from ? <span className={`Timeline-moment Timeline-of-${row.state}`} style={{ left: `${scale.at(Date.parse(row.from)) * 100}%` }} />
          : row.spans.map((each, i) => {
          const from = scale.at(Date.parse(each.from))
          const to = each.to ? scale.at(Date.parse(each.to)) : scale.at(now)
          return (
            <span key={i} className={`Timeline-span Timeline-${each.kind} Timeline-of-${row.state} ${each.to ? '' : 'Timeline-open'}`}
              style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }} />
          )
        })}
      </span>
      <span className="Timeline-figure numbers soft">{took(row, now)}</span>
      <span className="Timeline-figure Timeline-cost numbers soft">{row.cost ? money(Number(row.cost.amount), row.cost.currency) : ''}</span>
    </button>
  )
}

function Planned({ row, scale }: { row: Row; scale: Scale }) {
  return (
    <span className="Timeline-span Timeline-planned" style={{ left: `${scale.planned * 100}%`, width: `${(1 - scale.planned) * 70}%` }}
      title={row.usually ? `usually ${span(row.usually)}` : 'planned'} />
  )
}

function took(row: Row, now: number): string {
  if (row.state === 'planned') return row.usually ? `~${span(row.usually)}` : ''
  if (!row.from) return ''
  return span(Math.max(0, (row.to ? Date.parse(row.to) : now) - Date.parse(row.from)))
}

const said: readonly { kind: string; says: string }[] = [
  { kind: 'work', says: 'work' },
  { kind: 'person', says: 'waits for a person' },
  { kind: 'timer', says: 'waits for time' },
  { kind: 'queue', says: 'waits for its turn' },
  { kind: 'hold', says: 'held' },
]

function Legend({ kinds, planned, folded }: { kinds: ReadonlySet<string>; planned: boolean; folded: boolean }) {
  return (
    <p className="Timeline-legend">
      {said.filter(({ kind }) => kinds.has(kind)).map(({ kind, says }) => (
        <span key={kind}><i><b className={`Timeline-span Timeline-${kind} Timeline-of-done`} /></i>{says}</span>
      ))}
      {planned && <span><i><b className="Timeline-span Timeline-planned" /></i>planned</span>}
      {folded && <span>⋯ idle time, folded</span>}
    </p>
  )
}
