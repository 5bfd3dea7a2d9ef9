import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useState } from 'react'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'
import { taskQuery } from './query'

/**
 * A task as it is being read. If its brief changes meanwhile, what is being read stays, and says that it is old, until
 * the reader asks for the new one: nobody answers to what they have not seen.
 */
export function useTask(id: string) {
  const query = useQuery(taskQuery(id))
  const [read, setRead] = useState<Task>()
  const latest = useDeferredValue(query.data) // A long brief is drawn in pieces: see main.tsx.
  const mine = read?.id === latest?.id ? read : undefined
  useEffect(() => {
    if (latest && !mine) setRead(latest)
  }, [latest, mine])
  const changed = !!mine && !!latest && mine.digest !== latest.digest
  return { task: changed ? mine : latest, latest, changed, accept: () => setRead(latest), query }
}

/** What can be done to a task besides deciding it; each answer of the server is shown at once. */
export function useTouch(id: string) {
  const client = useQueryClient()
  function take(task: Partial<Task> | undefined) {
    if (task && 'brief' in task) client.setQueryData(keys.task(id), task)
    else void client.invalidateQueries({ queryKey: keys.task(id) })
    void client.invalidateQueries({ queryKey: keys.tasks })
  }
  const act = (verb: string) => async (body?: unknown) => take(await post<Partial<Task>>(`/api/v1/tasks/${id}/${verb}`, body))
  return {
    claim: act('claim'),
    release: act('release'),
    delegate: act('delegate'),
    snooze: act('snooze'),
    unsnooze: act('unsnooze'),
    comment: act('comment'),
    undo: act('undo'),
    opened: act('opened'),
    provisional: act('provisional'),
  }
}
