import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { toast } from '../../ui/Toast'
import { count } from '../../ui/words'
import { bulkOf, partsOf, showsEnded } from './filter'
import type { Filter } from './filter'

export type Verb = 'pause' | 'resume' | 'retry' | 'cancel'

export const verbs: Record<Verb, { says: string; does: string; causes: string }> = {
  pause: { says: 'Pause', does: 'paused', causes: 'They hand out nothing new until they are resumed. Calls under way are still recorded.' },
  resume: { says: 'Resume', does: 'resumed', causes: 'Those that are paused go on where they stand.' },
  retry: { says: 'Retry', does: 'retried', causes: 'Those that wait for a repair try their failed steps again; the others refuse.' },
  cancel: { says: 'Cancel', does: 'cancelled', causes: 'They end and cannot go on again. What they have done stays done; calls under way are still recorded.' },
}

interface Done {
  count: number
  done: number
  refused?: { run: string; why: string }[]
  next?: string
}

/** Acts on all runs that fit the filter, after saying how many these are. */
export function Bulk({ verb, filter, onClose }: { verb: Verb; filter: Filter; onClose: () => void }) {
  const client = useQueryClient()
  const words = verbs[verb]
  const [why, setWhy] = useState('')
  const [progress, setProgress] = useState<{ looked: number; done: number; refused: number } | undefined>()
  const [failure, setFailure] = useState<unknown>()
  const stopped = useRef(false)
  const path = `/api/v1/runs/${verb}-all`
  const fit = useQuery({
    queryKey: ['bulk', verb, filter],
    queryFn: () => post<Done>(path, { filter: bulkOf(filter), dryRun: true }),
    staleTime: 0,
    gcTime: 0,
  })
  const many = fit.data?.count ?? 0

  async function go() {
    const sum = { looked: 0, done: 0, refused: 0 }
    setFailure(undefined)
    setProgress(sum)
    try {
      for (let before: string | undefined, first = true; (first || before) && !stopped.current; first = false) {
        const page: Done = await post<Done>(path, { filter: bulkOf(filter), why, before })
        sum.looked += page.count
        sum.done += page.done
        sum.refused += page.count - page.done
        before = page.next
        setProgress({ ...sum })
      }
      toast(`${count(sum.done, 'run')} ${words.does}${sum.refused ? `; ${count(sum.refused, 'run')} refused` : ''}`)
      onClose()
    } catch (problem) {
      setFailure(problem)
    }
    void client.invalidateQueries({ queryKey: keys.runs })
  }

  const close = () => {
    stopped.current = true
    onClose()
  }
  const blocked = fit.isPending ? 'Counting first' : !many ? 'None of them stands so that this could be done' : !why.trim() ? 'Say why first' : progress && !failure ? 'Under way' : undefined
  return (
    <Dialog title={`${words.says} these runs?`} onClose={close} footer={
      <>
        <Button onClick={close}>{progress && !failure ? 'Stop here' : 'Leave them'}</Button>
        <Button look={verb === 'cancel' ? 'danger' : 'main'} why={blocked} onClick={() => void go()}>
          {fit.isPending ? words.says : `${words.says} ${count(many, 'run')}`}
        </Button>
      </>
    }>
      <div className="stack">
        {fit.error ? <ErrorBox error={fit.error} onRetry={() => void fit.refetch()} /> : (
          <p aria-live="polite"><strong className="numbers">{fit.isPending ? 'Counting …' : count(many, 'run')}</strong> {reach(filter)}</p>
        )}
        <p className="soft">{words.causes}</p>
        <div className="field">
          <label htmlFor="bulk-why">Why</label>
          <textarea id="bulk-why" rows={2} maxLength={2000} value={why} autoFocus onChange={(event) => setWhy(event.target.value)} />
          <span className="faint">It stands in each run's record for good.</span>
        </div>
        {progress && <p aria-live="polite" className="numbers">{progress.done.toLocaleString('en')} {words.does}, {progress.refused.toLocaleString('en')} refused, of {many.toLocaleString('en')}</p>}
        {failure !== undefined && <ErrorBox error={failure} onRetry={() => void go()} />}
      </div>
    </Dialog>
  )
}

function reach(filter: Filter): string {
  const parts = partsOf(filter).map((part) => part.says)
  const those = parts.length ? `that fit ${parts.join(', ')}` : showsEnded(filter) ? 'of all there are' : 'of those that live'
  return `${those} stand so that this can be done.`
}
