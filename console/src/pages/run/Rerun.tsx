import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import type { Json } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { toast } from '../../ui/Toast'
import type { Row, Whole } from './types'
import './Rerun.css'

/** A new run that takes over what this one did before a step, and goes on from there; with other input if wanted. */
export function Rerun({ run, rows, from, onClose }: { run: Whole; rows: readonly Row[]; from?: string; onClose: () => void }) {
  const places = rows.filter((row) => row.state !== 'planned' && !/[/#*]/.test(row.place))
  const client = useQueryClient()
  const navigate = useNavigate()
  const given = JSON.stringify(run.input ?? {}, null, 2)
  const [place, setPlace] = useState(from ?? places[0]?.place ?? '')
  const [input, setInput] = useState(given)
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const read = parsed(input)
  const changed = input !== given
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
        <p className="soft">This run stays as it is. The new one takes over the results of the steps before, and does the others again: what they did to the outside may be done once more.</p>
        <div className="field">
          <label htmlFor="rerun-from">From the step</label>
          <select id="rerun-from" value={place} onChange={(event) => setPlace(event.target.value)}>
            {!places.some((row) => row.place === place) && place && <option value={place}>{place}</option>}
            {places.map((row) => <option key={row.place} value={row.place}>{row.label}{row.label === row.place ? '' : ` (${row.place})`}</option>)}
          </select>
        </div>
        <div className="field">
          <label htmlFor="rerun-input">Input {changed && <strong>(changed)</strong>}</label>
          <textarea id="rerun-input" className="Rerun-input" rows={12} spellCheck={false} value={input} aria-invalid={!!read.problem}
            aria-describedby="rerun-problem" onChange={(event) => setInput(event.target.value)} />
          <span id="rerun-problem" className={read.problem ? 'Rerun-problem' : 'faint'}>{read.problem ?? 'As this run was given it, unless you change it.'}</span>
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

export function parsed(text: string): { value?: Json; problem?: string } {
  try {
    return { value: JSON.parse(text) as Json }
  } catch (failure) {
    return { problem: failure instanceof Error ? failure.message : 'This is not JSON' }
  }
}
