import { ChevronUp, Hand, MessageSquare } from 'lucide-react'
import { startTransition, useEffect, useRef, useState } from 'react'
import type { TaskItem } from '../../api/types'
import { StateChip } from '../../ui/Chip'
import { exactWhere, useNow } from '../../ui/Time'
import { visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import { KindTag, RiskTag } from '../task/Head'
import { dueWords } from './views'
import './List.css'

/** So many rows are drawn at once, and so many with each step after that. */
const STEP = 30

interface Row {
  row: TaskItem
  gone: boolean
}

/** How many rows are drawn by now: first those that one sees and the chosen one, then the rest, a piece at a time. */
function useDrawn(rows: readonly Row[], chosen: string | undefined): number {
  const [drawn, setDrawn] = useState(STEP)
  const needed = rows.findIndex((each) => each.row.id === chosen) + 1
  useEffect(() => {
    if (drawn < rows.length) startTransition(() => setDrawn((before) => before + STEP))
  }, [drawn, rows.length])
  return Math.max(drawn, needed)
}

/** What waits, the most pressing first. A row is a link, so that it can be opened elsewhere, too. */
export function List({ rows, fresh, chosen, picked, onShow, onHold, onOpen, onPick }: {
  rows: Row[]
  fresh: number
  chosen?: string
  picked: ReadonlySet<string>
  onShow: () => void
  onHold: (held: boolean) => void
  onOpen: (id: string) => void
  onPick: (id: string) => void
}) {
  const now = useNow()
  const ref = useRef<HTMLDivElement>(null)
  const drawn = useDrawn(rows, chosen)
  useEffect(() => {
    ref.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <div className="List" ref={ref} onPointerEnter={() => onHold(true)} onPointerLeave={() => onHold(false)}>
      {fresh > 0 && <button type="button" className="List-fresh" onClick={onShow}>{fresh} new <ChevronUp size={14} aria-hidden="true" /></button>}
      <ul aria-label={count(rows.length, 'task')}>
        {rows.slice(0, drawn).map(({ row, gone }) => (
          <Line key={row.id} task={row} gone={gone} now={now} chosen={row.id === chosen} picked={picked.has(row.id)} onOpen={onOpen} onPick={onPick} />
        ))}
      </ul>
    </div>
  )
}

function Line({ task, gone, now, chosen, picked, onOpen, onPick }: {
  task: TaskItem
  gone: boolean
  now: number
  chosen: boolean
  picked: boolean
  onOpen: (id: string) => void
  onPick: (id: string) => void
}) {
  const due = task.due && !gone && (task.state === 'open' || task.state === 'claimed') ? dueWords(task.due, now) : undefined
  const about = [task.subject, task.proposal].filter(Boolean).map((part) => visibleLine(part ?? '')).join(' · ')
  return (
    <li className={`Line ${gone ? 'Line-gone' : ''}`}>
      {task.batchable && !gone
        ? <label className="Line-pick" title="Choose it, to decide several at once (Space)"><input type="checkbox" checked={picked} onChange={() => onPick(task.id)} aria-label={`Choose ${visibleLine(task.question)}`} /></label>
        : <span className="Line-pick" />}
      <a className="Line-link" href={`/inbox/${task.id}`} aria-current={chosen || undefined} onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        onOpen(task.id)
      }}>
        <span className="Line-first">
          <span className="Line-question cut">{visibleLine(task.question)}</span>
          {due && <span className={`Line-due numbers ${due.soon ? 'Line-soon' : ''}`} onPointerEnter={exactWhere(Date.parse(task.due ?? ''), 'Due ')}>{due.words}</span>}
        </span>
        <span className="Line-second">
          <span className="cut grow">{about || task.team}</span>
          {task.claimedBy && <span className="Line-mark" title={`Claimed by ${task.claimedBy}`}><Hand size={12} aria-hidden="true" /> {task.claimedBy}</span>}
          {!!task.comments && <span className="Line-mark" title={count(task.comments, 'comment')}><MessageSquare size={12} aria-hidden="true" /> {task.comments}</span>}
          {task.state !== 'open' && task.state !== 'claimed' ? <StateChip state={task.state} /> : gone ? <span>gone</span> : <><KindTag kind={task.kind === 'conflict' ? '' : task.kind} /><RiskTag short risk={task.risk} why={task.riskWhy} /></>}
        </span>
      </a>
    </li>
  )
}
