import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import type { Json } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { toast } from '../../ui/Toast'
import { useEntries } from './data'
import type { Entry, Row, Whole } from './types'
import './Rerun.css'

/** A new run that takes over what this one did before a step, and goes on from there; with other input if wanted. */
export function Rerun({ run, rows, from, onClose }: { run: Whole; rows: readonly Row[]; from?: string; onClose: () => void }) {
  const places = rows.filter((row) => row.state !== 'planned' && !/[/#*]/.test(row.place))
  const client = useQueryClient()
  const navigate = useNavigate()
  const [place, setPlace] = useState(from ?? places[0]?.place ?? '')
  const entries = useEntries(run.id)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, entries.data])
  const before = useMemo(() => dataBefore(entries.data?.pages.flatMap((page) => page.items) ?? []), [entries.data])
  const found = before.get(place.replace(/~\d+$/, ''))
  const given = found === undefined ? '' : JSON.stringify(found, null, 2)
  const [written, setWritten] = useState<string | undefined>()
  const input = written ?? given
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const changed = input.trim() !== '' && input !== given
  const read = changed ? parsed(input) : {}
  const blocked = !place ? 'Choose a step first' : read.problem ? 'The input is not JSON' : !why.trim() ? 'Say why first' : busy ? 'Under way' : undefined

  async function go() {
    setBusy(true)
    setFailure(undefined)
    try {
      const begun = await post<{ run: string }>(`/api/v1/runs/${encodeURIComponent(run.id)}/rerun`, { from: place, why: why.trim(), ...(changed ? { input: read.value } : {}) })
      void client.invalidateQueries({ queryKey: keys.runs })
      toast('A new run has begun.')
      onClose()
      void navigate({ to: '/runs/$run', params: { run: begun.run } })
    } catch (problem) {
      setFailure(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog wide title="Rerun as a new run" onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Leave it</Button>
        <Button look="main" why={blocked} onClick={() => void go()}>Begin the new run</Button>
      </>
    }>
      <div className="stack">
        <p className="soft">This run stays as it is. The new one begins at the step with the data as it stood there, and does that step and the later ones again: what these do to the outside may be done once more.</p>
        <div className="field">
          <label htmlFor="rerun-from">From the step</label>
          <select id="rerun-from" value={place} onChange={(event) => { setPlace(event.target.value); setWritten(undefined) }}>
            {!places.some((row) => row.place === place) && place && <option value={place}>{place}</option>}
            {places.map((row) => <option key={row.place} value={row.place}>{row.label}{row.label === row.place ? '' : ` (${row.place})`}</option>)}
          </select>
        </div>
        <div className="field">
          <label htmlFor="rerun-input">Data of the step {changed && <strong>(changed)</strong>}</label>
          <textarea id="rerun-input" className="Rerun-input" rows={12} spellCheck={false} value={input} aria-invalid={!!read.problem}
            aria-describedby="rerun-problem" onChange={(event) => setWritten(event.target.value)} />
          <span id="rerun-problem" className={read.problem ? 'Rerun-problem' : 'faint'}>{read.problem ?? (given ? 'As it stood when the step began, unless you change it.' : 'The new run takes what stood there; write other data only if you want other data.')}</span>
        </div>
        <div className="field">
          <label htmlFor="rerun-why">Why</label>
          <input id="rerun-why" value={why} maxLength={2000} onChange={(event) => setWhy(event.target.value)} />
        </div>
        {failure !== undefined && <ErrorBox error={failure} />}
      </div>
    </Dialog>
  )
}

/** The data that each step of the outermost block found when the run last came to it, by its place. */
export function dataBefore(entries: readonly Entry[]): Map<string, Json> {
  const found = new Map<string, Json>()
  let data: Json | undefined
  let last = ''
  for (const fact of entries.flatMap((entry) => entry.facts)) {
    const place = typeof fact.place === 'string' ? fact.place : undefined
    if (place === undefined || (fact.type !== 'Entered' && fact.type !== 'Left') || place.includes('/')) continue
    const name = place.replace(/~\d+$/, '')
    if (place === '') {
      if (fact.type === 'Entered') data = fact.input
      continue
    }
    if (data !== undefined && (fact.type === 'Entered' || last !== place)) found.set(name, data)
    last = place
    if (fact.type === 'Left' && fact.output !== undefined) data = fact.output
  }
  return found
}

export function parsed(text: string): { value?: Json; problem?: string } {
  try {
    return { value: JSON.parse(text) as Json }
  } catch (failure) {
    return { problem: failure instanceof Error ? failure.message : 'This is not JSON' }
  }
}
