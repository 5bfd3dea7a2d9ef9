import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'
import type { TaskItem } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { toast } from '../../ui/Toast'
import { visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import { words } from '../task/letters'
import './Batch.css'

interface Results {
  results: { task: string; decided?: boolean; problem?: { title?: string; detail?: string } }[]
}

/** Several tasks of low risk, and one answer for all of them. */
export function Batch({ rows, onDone, onClear }: { rows: TaskItem[]; onDone: () => void; onClear: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="Batch" role="region" aria-label="Chosen tasks">
      <span className="numbers">{rows.length} chosen</span>
      <Button look="main" onClick={() => setOpen(true)}>Decide together</Button>
      <Button look="quiet" onClick={onClear}>Clear</Button>
      {open && <Together rows={rows} onClose={() => setOpen(false)} onDone={onDone} />}
    </div>
  )
}

function Together({ rows, onClose, onDone }: { rows: TaskItem[]; onClose: () => void; onDone: () => void }) {
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const all = useQueries({ queries: rows.map((row) => ({ queryKey: keys.task(row.id), queryFn: () => get<Task>(`/api/v1/tasks/${row.id}`) })) })
  const tasks = all.flatMap((each) => (each.data ? [each.data] : []))
  const first = tasks[0]
  const shared = first ? Object.entries(first.brief.answers).filter(([answer]) => answer !== 'edit' && tasks.every((task) => answer in task.brief.answers)) : []

  async function decide(answer: string) {
    setBusy(true)
    setFailure(undefined)
    try {
      const ids = tasks.map((task) => ({ task: task.id, digest: task.digest }))
      const { results } = await post<Results>('/api/v1/tasks/decide', { ids, answer, why })
      const refused = results.filter((each) => each.decided === false || each.problem)
      toast(`${words(answer)}: ${count(results.length - refused.length, 'task')}${refused.length ? `; ${refused.length} not: ${refused[0]?.problem?.title ?? ''}` : ''}`)
      void client.invalidateQueries({ queryKey: keys.tasks })
      onClose()
      onDone()
    } catch (problem) {
      setFailure(problem)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog title={`Decide ${count(rows.length, 'task')} together`} onClose={onClose} wide>
      <div className="stack">
        <ul className="Batch-list">
          {tasks.map((task) => <li key={task.id}><strong>{visibleLine(task.question)}</strong> <span className="faint">{visibleLine([task.subject, task.proposal].filter(Boolean).join(' · '))}</span></li>)}
        </ul>
        {tasks.length < rows.length && <p className="faint">Loading {rows.length - tasks.length} more</p>}
        {first && shared.length === 0 && <p>They have no answer in common; decide them one by one.</p>}
        <div className="field"><label htmlFor="batch-why">Why (the same for all)</label><input id="batch-why" value={why} onChange={(event) => setWhy(event.target.value)} /></div>
        {failure !== undefined && <ErrorBox error={failure} />}
        <div className="line">
          {shared.map(([answer, causes]) => (
            <Button key={answer} title={causes} disabled={busy || tasks.length < rows.length} onClick={() => void decide(answer)}>{words(answer)}: all {rows.length}</Button>
          ))}
        </div>
      </div>
    </Dialog>
  )
}
