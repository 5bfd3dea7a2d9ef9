import { queryOptions } from '@tanstack/react-query'
import { get, url } from '../../api/client'
import type { Params } from '../../api/client'
import { keys } from '../../api/query'
import type { Items, TaskItem } from '../../api/types'
import { roughly } from '../../ui/words'

export type View = 'mine' | 'all' | 'claimed' | 'snoozed' | 'done'

export const VIEWS: readonly { name: View; label: string; says: string }[] = [
  { name: 'mine', label: 'Mine', says: 'What you may decide' },
  { name: 'claimed', label: 'Claimed', says: 'What you have claimed' },
  { name: 'snoozed', label: 'Snoozed', says: 'What you have put off' },
  { name: 'all', label: 'Everyone', says: 'What waits for anybody' },
  { name: 'done', label: 'Done', says: 'What was decided or is over' },
]

export function viewOf(text: string | undefined): View {
  return VIEWS.find((each) => each.name === text)?.name ?? 'mine'
}

/** The most that a list of tasks holds. */
const LIMIT = 1000
/** Of what is over, the last ones. */
const DONE = 200

/** Where there is room for a task beside the list, its first one is shown when none is chosen. */
export function hasRoom(): boolean {
  return !window.matchMedia('(max-width: 720px)').matches
}

export function tasksQuery(view: View) {
  return queryOptions({
    queryKey: [...keys.tasks, paramsOf(view)],
    queryFn: ({ signal }) => get<Items<TaskItem>>(url('/api/v1/tasks', paramsOf(view)), signal),
  })
}

/** What the server is asked for. */
function paramsOf(view: View): Params {
  switch (view) {
    case 'mine':
      return { mine: true, state: 'waiting', limit: LIMIT }
    case 'claimed':
      return { claimed: 'me', limit: LIMIT }
    case 'snoozed':
      return { mine: true, snoozed: true, limit: LIMIT }
    case 'all':
      return { state: 'waiting', sort: 'fair', limit: LIMIT }
    case 'done':
      return { all: true, limit: LIMIT }
  }
}

const waits = (task: TaskItem) => task.state === 'open' || task.state === 'claimed'

export function filtered(items: readonly TaskItem[], view: View, me: string, text: string, now: number): TaskItem[] {
  const snoozed = (task: TaskItem) => !!task.snoozedUntil && Date.parse(task.snoozedUntil) > now
  const fits: Record<View, (task: TaskItem) => boolean> = {
    mine: (task) => waits(task) && task.mine !== false && !snoozed(task),
    all: waits,
    claimed: (task) => waits(task) && task.claimedBy === me,
    snoozed: (task) => waits(task) && snoozed(task),
    done: (task) => !waits(task),
  }
  const wanted = text.trim().toLowerCase()
  const found = (task: TaskItem) =>
    !wanted || [task.question, task.subject, task.team, task.workflow, task.id, task.proposal].some((part) => part?.toLowerCase().includes(wanted))
  const all = items.filter((task) => fits[view](task) && found(task))
  return view === 'done' ? all.slice(-DONE).reverse() : all
}

const SOON_MS = 3_600_000

/** How long is left, for a list. */
export function dueWords(due: string, now: number): { words: string; soon: boolean; late: boolean } {
  const left = Date.parse(due) - now
  const late = left < 0
  return { words: late ? `${roughly(left)} late` : roughly(left), soon: left < SOON_MS, late }
}
