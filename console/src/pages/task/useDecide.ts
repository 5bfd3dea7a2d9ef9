import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Problem, post } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'
import type { Items, Json, TaskItem } from '../../api/types'
import { toast } from '../../ui/Toast'
import { visibleLine } from '../../ui/visible'
import { words } from './letters'

/** How long a decision can be taken back before it is handed over. */
const UNDO = 'PT10S'
const UNDO_MS = 10_000

export interface Said {
  answer: string
  why: string
  data?: Json
}

/** What was decided last and can still be taken back. */
interface Last {
  task: string
  until: number
  take: () => void
}

let last: Last | undefined

/** Takes back what was decided last, if that is still possible. */
export function undoLast() {
  if (last && Date.now() < last.until) last.take()
}

/** Decides what is shown, and nothing else: the brief's digest goes with the answer. */
export function useDecide(task: Task, onDecided: (id: string) => void, onUndone: (id: string) => void) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const id = useRef('')

  function leave(done: Task) {
    client.setQueryData(keys.task(task.id), done)
    client.setQueriesData<Items<TaskItem>>({ queryKey: keys.tasks }, (list) =>
      list?.items ? { ...list, items: list.items.filter((each) => each.id !== task.id || done.state === 'open' || done.state === 'claimed') } : list)
    void client.invalidateQueries({ queryKey: keys.tasks })
  }

  async function takeBack() {
    last = undefined
    try {
      await post(`/api/v1/tasks/${task.id}/undo`)
      toast('Taken back. Nothing was handed over.')
      onUndone(task.id)
    } catch (failure) {
      toast(failure instanceof Problem ? `${failure.message}. ${failure.detail}` : 'It could not be taken back.')
    }
    void client.invalidateQueries({ queryKey: keys.tasks })
    void client.invalidateQueries({ queryKey: keys.task(task.id) })
  }

  function tell(done: Task, answer: string) {
    const about = visibleLine(task.subject || task.question)
    if (done.state === 'open' || done.state === 'claimed') {
      toast(`You agreed: ${about}. It waits for the others.`)
      return
    }
    if (done.state !== 'handing-over') {
      toast(`${words(answer)}: ${about}`)
      return
    }
    last = { task: task.id, until: Date.now() + UNDO_MS, take: () => { close(); void takeBack() } }
    const close = toast(`${words(answer)}: ${about}`, { forMs: UNDO_MS, action: { label: 'Undo', hotkey: 'U', act: () => undoLast() } })
  }

  async function decide(said: Said) {
    if (busy) return
    setBusy(true)
    setProblem(undefined)
    id.current ||= `console-${crypto.randomUUID()}` // Sending it twice decides once.
    const body = { ...said, digest: task.digest, id: id.current, undo: UNDO }
    try {
      const done = await post<Task>(`/api/v1/tasks/${task.id}/decide`, body)
      leave(done)
      tell(done, said.answer)
      onDecided(task.id)
    } catch (failure) {
      id.current = ''
      setProblem(failure)
      void client.invalidateQueries({ queryKey: keys.task(task.id) })
    } finally {
      setBusy(false)
    }
  }

  return { decide, busy, problem, forget: () => setProblem(undefined) }
}
