import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/Button'
import { Field } from '../../ui/FormDialog'
import type { Absence, Channel, Times } from './data'

export type Known = Required<Times>

export const blankTimes: Known = { zone: '', hours: '', absence: [], channels: [] }

export function timesOf(of: Times): Known {
  return { zone: of.zone ?? '', hours: of.hours ?? '', absence: of.absence ?? [], channels: of.channels ?? [] }
}

const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
const KINDS: readonly Channel['kind'][] = ['email', 'webhook', 'slack', 'teams']

/** When somebody is there, who stands in, and where they are told what waits for them. */
export function TimesFields({ times, onChange, channels = true }: { times: Known; onChange: (times: Known) => void; channels?: boolean }) {
  return (
    <>
      <Field label="Time zone" value={times.zone} list="zones" placeholder="Europe/Madrid" onChange={(zone) => onChange({ ...times, zone })} />
      <datalist id="zones">{zones.map((zone) => <option key={zone} value={zone} />)}</datalist>
      <Field label="Working hours" value={times.hours} hint="Such as Mon-Fri 09:00-17:00, or always." onChange={(hours) => onChange({ ...times, hours })} />
      <Absences all={times.absence} onChange={(absence) => onChange({ ...times, absence })} />
      {channels && <Channels all={times.channels} onChange={(next) => onChange({ ...times, channels: next })} />}
    </>
  )
}

const put = <Item,>(all: readonly Item[], at: number, item: Item) => all.map((each, i) => (i === at ? item : each))

function Absences({ all, onChange }: { all: readonly Absence[]; onChange: (all: Absence[]) => void }) {
  return (
    <fieldset className="Choices">
      <legend>Away</legend>
      <div className="Settings-rows">
        {all.map((each, i) => (
          <div key={i} className="Settings-row">
            <Field label="From" type="date" value={each.from} onChange={(from) => onChange(put(all, i, { ...each, from }))} />
            <Field label="To" type="date" value={each.to} onChange={(to) => onChange(put(all, i, { ...each, to }))} />
            <Field label="Who stands in" value={each.delegate ?? ''} onChange={(delegate) => onChange(put(all, i, delegate ? { ...each, delegate } : { from: each.from, to: each.to }))} />
            <IconButton label="Take this absence away" onClick={() => onChange(all.filter((_, j) => j !== i))}><X size={16} aria-hidden="true" /></IconButton>
          </div>
        ))}
        <div><Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...all, { from: '', to: '' }])}>Add an absence</Button></div>
      </div>
    </fieldset>
  )
}

function Channels({ all, onChange }: { all: readonly Channel[]; onChange: (all: Channel[]) => void }) {
  return (
    <fieldset className="Choices">
      <legend>Told of what waits</legend>
      <div className="Settings-rows">
        {all.map((each, i) => (
          <div key={i} className="Settings-row">
            <div className="field">
              <label htmlFor={`channel-${i}`}>By</label>
              <select id={`channel-${i}`} value={each.kind} onChange={(event) => onChange(put(all, i, { ...each, kind: event.target.value as Channel['kind'] }))}>
                {KINDS.map((kind) => <option key={kind}>{kind}</option>)}
              </select>
            </div>
            <Field label="To" value={each.to} placeholder={each.kind === 'email' ? 'ana@example.com' : 'https://'} onChange={(to) => onChange(put(all, i, { ...each, to }))} />
            <IconButton label="Take this channel away" onClick={() => onChange(all.filter((_, j) => j !== i))}><X size={16} aria-hidden="true" /></IconButton>
          </div>
        ))}
        <div><Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => onChange([...all, { kind: 'email', to: '' }])}>Add a channel</Button></div>
      </div>
    </fieldset>
  )
}
