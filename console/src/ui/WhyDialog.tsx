import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { ErrorBox } from './ErrorBox'

/** Asks before something that is hard to take back, with the reason that stands in the ledger for good. */
export function WhyDialog({ title, children, verb, danger = false, needed = true, reasons = [], act, onClose }: {
  title: string
  children?: ReactNode
  /** What the button says. */
  verb: string
  danger?: boolean
  /** Whether it is not done without a reason. */
  needed?: boolean
  /** Reasons that are often given. */
  reasons?: readonly string[]
  act: (why: string) => Promise<unknown>
  onClose: () => void
}) {
  const [why, setWhy] = useState('')
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const missing = needed && !why.trim()

  function submit() {
    if (missing || busy) return
    setBusy(true)
    setError(undefined)
    act(why.trim()).then(onClose, setError).finally(() => setBusy(false))
  }

  return (
    <Dialog title={title} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Leave it</Button>
        <Button look={danger ? 'danger' : 'main'} why={missing ? 'Say why first' : busy ? 'Under way' : undefined} onClick={submit}>{verb}</Button>
      </>
    }>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); submit() }}>
        {children}
        <div className="field">
          <label htmlFor="why">Why{needed ? '' : ' (may be left empty)'}</label>
          <input id="why" value={why} maxLength={2000} autoFocus autoComplete="off" onChange={(event) => setWhy(event.target.value)} />
        </div>
        {reasons.length > 0 && (
          <div className="line">
            {reasons.map((reason) => <Button key={reason} onClick={() => setWhy(reason)}>{reason}</Button>)}
          </div>
        )}
        {error !== undefined && <ErrorBox error={error} />}
      </form>
    </Dialog>
  )
}
