import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { get } from '../../api/client'
import { keys } from '../../api/query'
import type { Task } from '../../api/task'
import type { Items, Json } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { JsonView } from '../../ui/JsonView'
import { visibleJson } from '../../ui/visible'
import { callOf } from './brief'
import { Changes } from './CallShown'
import { changes } from './changes'
import './Dialogs.css'

/** Asks for something, does it, says what went wrong, and closes when it worked. */
function Asking({ title, verb, act, onClose, ready, children }: {
  title: string
  verb: string
  act: () => Promise<void>
  onClose: () => void
  ready: string | undefined
  children: ReactNode
}) {
  const [failure, setFailure] = useState<unknown>()
  const form = useId()
  async function send() {
    if (ready) return
    try {
      await act()
      onClose()
    } catch (problem) {
      setFailure(problem)
    }
  }
  return (
    <Dialog title={title} onClose={onClose} footer={<>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="main" type="submit" form={form} why={ready}>{verb}</Button>
    </>}>
      <form id={form} className="stack" onSubmit={(event) => { event.preventDefault(); void send() }}>
        {children}
        {failure !== undefined && <ErrorBox error={failure} />}
      </form>
    </Dialog>
  )
}

interface Named { name?: string; team?: string; id?: string; displayName?: string }

export function Delegate({ onClose, act }: { onClose: () => void; act: (body: { to: string; why: string }) => Promise<void> }) {
  const [to, setTo] = useState('')
  const [why, setWhy] = useState('')
  const names = useId()
  const people = useQuery({ queryKey: [...keys.house, 'people'], queryFn: () => get<Items<Named>>('/api/v1/people'), retry: false })
  const teams = useQuery({ queryKey: [...keys.house, 'teams'], queryFn: () => get<Items<Named>>('/api/v1/teams'), retry: false })
  const all = [...(people.data?.items ?? []), ...(teams.data?.items ?? [])]
  return (
    <Asking title="Hand it on" verb="Hand on" onClose={onClose} act={() => act({ to: to.trim(), why })} ready={to.trim() ? undefined : 'Say to whom'}>
      <p className="soft">Somebody else is asked in your place. Who handed it on, and why, stays with the task.</p>
      <div className="field">
        <label htmlFor={`${names}-to`}>To a person or a team</label>
        <input id={`${names}-to`} list={names} value={to} autoFocus autoComplete="off" onChange={(event) => setTo(event.target.value)} />
        <datalist id={names}>{all.map((each, i) => <option key={i} value={each.name ?? each.team ?? each.id ?? ''}>{each.displayName}</option>)}</datalist>
      </div>
      <div className="field">
        <label htmlFor={`${names}-why`}>Why</label>
        <input id={`${names}-why`} value={why} maxLength={1000} onChange={(event) => setWhy(event.target.value)} />
      </div>
    </Asking>
  )
}

/** Times that people mean when they say "later". */
export function later(now: Date): { says: string; at: Date }[] {
  const morning = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9)
  const monday = ((8 - now.getDay()) % 7) || 7
  return [
    { says: 'In an hour', at: new Date(now.getTime() + 3_600_000) },
    { says: 'In four hours', at: new Date(now.getTime() + 4 * 3_600_000) },
    { says: 'Tomorrow, 9:00', at: morning(1) },
    { says: 'Monday, 9:00', at: morning(monday) },
  ]
}

export function Snooze({ task, onClose, act }: { task: Task; onClose: () => void; act: (body: { until: string }) => Promise<void> }) {
  const [choices] = useState(() => later(new Date()))
  const [chosen, setChosen] = useState(choices[0]?.at.toISOString() ?? '')
  const due = task.due ? Date.parse(task.due) : Infinity
  const late = Date.parse(chosen) > due
  return (
    <Asking title="Not now" verb="Snooze" onClose={onClose} act={() => act({ until: new Date(chosen).toISOString() })} ready={Number.isNaN(Date.parse(chosen)) ? 'Say until when' : undefined}>
      <p className="soft">It leaves your list until then. Its deadline stays, and others still see it.</p>
      <fieldset className="Snooze">
        <legend className="unseen">Until when</legend>
        {choices.map(({ says, at }, i) => (
          <label key={says} className="line"><input type="radio" name="until" autoFocus={i === 0} checked={chosen === at.toISOString()} onChange={() => setChosen(at.toISOString())} /> {says}</label>
        ))}
        <label className="field"><span className="label">Or until</span><input type="datetime-local" onChange={(event) => { if (event.target.value) setChosen(new Date(event.target.value).toISOString()) }} /></label>
      </fieldset>
      {late && <p role="alert"><strong>That is after its deadline.</strong> Nobody will have answered by then unless somebody else does.</p>}
    </Asking>
  )
}

/** Another call instead of this one: its arguments, and what changes, before it counts. */
export function Edit({ task, why, onClose, act }: { task: Task; why: string; onClose: () => void; act: (data: Json, why: string) => void }) {
  const before = callOf(task)?.arguments ?? null
  const [text, setText] = useState(() => visibleJson(JSON.stringify(before, null, 2)))
  const [reason, setReason] = useState(why)
  const id = useId()
  let after: Json | undefined
  let fault: string | undefined
  try {
    after = JSON.parse(text) as Json
  } catch (failure) {
    fault = failure instanceof Error ? failure.message : String(failure)
  }
  const changed = after === undefined ? [] : changes(before, after)
  const ready = fault ? 'It is no JSON' : changed.length ? undefined : 'Nothing has changed'
  return (
    <Dialog title="Change the call" wide onClose={onClose} footer={<>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="main" why={ready} onClick={() => { if (after !== undefined) act(after, reason) }}>Ask for this call instead</Button>
    </>}>
      <div className="stack">
        <p className="soft">It becomes another call, with another digest; what was agreed to before does not count for it, and the rules look at it anew.</p>
        <div className="field">
          <label htmlFor={id}>The arguments, as JSON</label>
          <textarea id={id} className="Edit-json" rows={10} spellCheck={false} autoFocus value={text} aria-invalid={!!fault} onChange={(event) => setText(event.target.value)} />
          {fault && <span className="SchemaForm-fault">{fault}</span>}
        </div>
        <Changes changes={changed} title="What changes" />
        {changed.length > 0 && after !== undefined && <details><summary>All of it then</summary><JsonView data={after} /></details>}
        <div className="field"><label htmlFor={`${id}-why`}>Why</label><input id={`${id}-why`} value={reason} maxLength={10000} onChange={(event) => setReason(event.target.value)} /></div>
      </div>
    </Dialog>
  )
}
