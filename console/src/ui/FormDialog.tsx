import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { ErrorBox } from './ErrorBox'
import './FormDialog.css'

/** A form above the page: what is refused is said in it, and it stays open with what was written. */
export function FormDialog({ title, verb, why, children, act, onClose, wide }: {
  title: string
  verb: string
  /** Why it cannot be sent yet. */
  why?: string
  children: ReactNode
  act: () => Promise<unknown>
  onClose: () => void
  wide?: boolean
}) {
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  function submit() {
    if (why || busy) return
    setBusy(true)
    setError(undefined)
    act().catch(setError).finally(() => setBusy(false))
  }
  return (
    <Dialog wide={wide} title={title} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Leave it</Button>
        <Button look="main" why={why ?? (busy ? 'Under way' : undefined)} onClick={submit}>{verb}</Button>
      </>
    }>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); submit() }}>
        {children}
        {error !== undefined && <ErrorBox error={error} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

/** A text under its name. */
export function Field({ label, value, onChange, hint, ...rest }: {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
} & Omit<React.InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} autoComplete="off" {...rest} value={value} aria-describedby={hint ? `${id}-hint` : undefined} onChange={(event) => onChange(event.target.value)} />
      {hint && <span id={`${id}-hint`} className="faint">{hint}</span>}
    </div>
  )
}

/** Several of a few words. */
export function Choices({ label, all, chosen, onChange, about = {} }: {
  label: string
  all: readonly string[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  about?: Record<string, string>
}) {
  return (
    <fieldset className="Choices">
      <legend>{label}</legend>
      {all.length === 0 && <span className="faint">there are none</span>}
      {all.map((each) => (
        <label key={each} className="line">
          <input type="checkbox" checked={chosen.includes(each)} onChange={(event) => onChange(event.target.checked ? [...chosen, each] : chosen.filter((other) => other !== each))} />
          <span>{each}</span>
          {about[each] && <span className="faint">{about[each]}</span>}
        </label>
      ))}
    </fieldset>
  )
}
