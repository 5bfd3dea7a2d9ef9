import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from '../../app/keys'
import { Time, useNow } from '../../ui/Time'
import { count, money, shortened, span } from '../../ui/words'
import type { Shown } from './merge'
import { RunState } from './RunState'
import type { Run } from './types'
import './RunTable.css'

const ROW = 36

/** Runs, of which only those in view are drawn. */
export function RunTable({ list, rows, total, more, costs = false, onView }: {
  /** Another one when the list begins anew; it remembers how far it was scrolled. */
  list: { id: number; top: number }
  rows: readonly Shown<Run>[]
  /** How many there are as far as is known, loaded or not. */
  total: number
  more: boolean
  /** Whether what each cost stands where how long it took does. */
  costs?: boolean
  onView: (from: number, to: number) => void
}) {
  const scroll = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState(-1)
  const navigate = useNavigate()
  const now = useNow(5_000)
  const all = more ? Math.max(total, rows.length + 1) : rows.length
  const virtual = useVirtualizer({ count: all, getScrollElement: () => scroll.current, estimateSize: () => ROW, overscan: 12, initialOffset: list.top })
  const items = virtual.getVirtualItems()
  const from = items[0]?.index ?? 0
  const to = items.at(-1)?.index ?? 0

  useEffect(() => onView(from, to), [from, to, onView])
  useEffect(() => {
    setFocused(-1)
    scroll.current?.scrollTo({ top: list.top })
  }, [list])

  const keymap = useMemo(() => {
    const go = (step: number) => {
      const next = Math.max(0, Math.min(rows.length - 1, focused + step))
      setFocused(next)
      virtual.scrollToIndex(next)
    }
    return {
      j: { says: 'Next run', act: () => go(1) },
      k: { says: 'Previous run', act: () => go(-1) },
      Enter: {
        says: 'Open the run',
        act: () => {
          const run = rows[focused]?.row.id
          if (run) void navigate({ to: '/runs/$run', params: { run } })
        },
      },
    }
  }, [focused, rows, navigate, virtual])
  useKeys('Runs', keymap)

  return (
    <div className="RunTable" role="table" aria-label="Runs" aria-rowcount={all + 1}>
      <div className="RunTable-head RunTable-row" role="row">
        <span role="columnheader">Status</span>
        <span role="columnheader">Subject</span>
        <span role="columnheader">Run</span>
        <span role="columnheader" className="RunTable-workflow">Workflow</span>
        <span role="columnheader" className="RunTable-note">What is with it</span>
        <span role="columnheader" className="RunTable-figure">{costs ? 'Cost' : 'Took'}</span>
        <span role="columnheader" className="RunTable-figure">Started</span>
      </div>
      <div ref={scroll} className="RunTable-scroll" role="rowgroup" tabIndex={0} aria-label="Rows" onScroll={(event) => { list.top = event.currentTarget.scrollTop }}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const shown = rows[item.index]
            return (
              <div key={item.key} role="row" aria-rowindex={item.index + 2}
                className={`RunTable-row ${shown?.gone ? 'RunTable-gone' : ''} ${item.index === focused ? 'RunTable-focused' : ''}`}
                style={{ transform: `translateY(${item.start}px)` }} title={shown?.gone ? 'It no longer fits the filter' : undefined}>
                {shown ? <Cells run={shown.row} now={now} costs={costs} /> : <span role="cell" className="RunTable-coming" aria-label="Loading" />}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Cells({ run, now, costs }: { run: Run; now: number; costs: boolean }) {
  const length = (run.ended ? Date.parse(run.ended) : now) - Date.parse(run.started)
  return (
    <>
      <span role="cell"><RunState run={run} /></span>
      <span role="cell" className="cut">
        <Link to="/runs/$run" params={{ run: run.id }} className="RunTable-link" title={run.subject || run.id}>{run.subject || shortened(run.id, 14)}</Link>
      </span>
      <code role="cell" className="faint cut" title={run.id}>{shortened(run.id, 14)}</code>
      <span role="cell" className="RunTable-workflow cut soft" title={run.workflow}>{workflowName(run.workflow)}</span>
      <span role="cell" className="RunTable-note cut" title={run.problem || undefined}>{noteOf(run)}</span>
      <span role="cell" className="RunTable-figure numbers">{costs ? run.cost && money(Number(run.cost.amount), run.cost.currency) : span(Math.max(0, length))}</span>
      <span role="cell" className="RunTable-figure"><Time at={run.started} /></span>
    </>
  )
}

function workflowName(workflow: string): string {
  const at = workflow.lastIndexOf('@')
  return at < 0 ? workflow : `${workflow.slice(workflow.indexOf('/') + 1, at)} ${workflow.slice(at + 1)}`
}

/** The one thing to know about it. */
function noteOf(run: Run): React.ReactNode {
  if (run.problem) return <span className={run.status === 'faulted' ? 'RunTable-problem' : undefined}>{run.problem}</span>
  if (run.inDoubt) return `${count(run.inDoubt, 'effect')} in doubt`
  if (run.openTasks) return `${count(run.openTasks, 'task')} open`
  return <span className="faint">{run.batch ? `batch ${run.batch}` : ''}</span>
}
