import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Problem, post } from '../../api/client'
import type { Complaint, Linted } from '../../api/house'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { SourceEditor } from '../../ui/SourceEditor'
import { toast } from '../../ui/Toast'

const starts = {
  agent: `agent: my-agent
version: '1'
owner: my-team
purpose: What it is for, in one sentence.
skills: [reading]
effect: read
kind: http
url: https://agents.example.com/read
`,
  tool: `server: my-tools
version: '1'
owner: my-team
purpose: What they are for, in one sentence.
kind: http
url: https://tools.example.com/
tools:
  look-up: { description: Looks something up, effect: read }
`,
}

/** The complaints that a refusal carries, if it is about the document. */
export function complaintsOf(error: unknown): Complaint[] {
  return error instanceof Problem && Array.isArray(error.body.complaints) ? (error.body.complaints as Complaint[]) : []
}

/** Registers an agent or a tool server by its file. */
export function Register({ kind, onClose }: { kind: 'agent' | 'tool'; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [source, setSource] = useState(starts[kind])
  const [why, setWhy] = useState('')
  const [linted, setLinted] = useState<Linted>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  async function run(work: () => Promise<void>) {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (failure) {
      const complaints = complaintsOf(failure)
      if (complaints.length) setLinted({ valid: false, complaints })
      else setError(failure)
    } finally {
      setBusy(false)
    }
  }

  const write = useCallback((text: string) => { setSource(text); setLinted(undefined) }, [])
  const check = () => run(async () => setLinted(await post<Linted>('/api/v1/lint', { kind, source })))
  const register = () =>
    run(async () => {
      const made = await post<{ name: string; version: string }>(`/api/v1/${kind}s`, why.trim() ? { source, why: why.trim() } : { source })
      await client.invalidateQueries({ queryKey: ['house'] })
      toast(`${made.name} ${made.version} is registered`)
      void navigate({ to: '/agents/$name', params: { name: made.name }, search: kind === 'tool' ? { tab: 'tools' } : {} })
    })

  return (
    <Dialog wide title={kind === 'agent' ? 'Register an agent' : 'Register a tool server'} onClose={onClose} footer={
      <>
        {linted?.valid && linted.complaints.length === 0 && <Chip tone="done">nothing is wrong with it</Chip>}
        <span className="grow" />
        <Button onClick={onClose}>Leave it</Button>
        <Button why={busy ? 'Under way' : undefined} onClick={() => void check()}>Check</Button>
        <Button look="main" why={busy ? 'Under way' : undefined} onClick={() => void register()}>Register</Button>
      </>
    }>
      <div className="stack">
        <p className="soft">Paste its file. A version that is there already under this name is replaced; its versions are kept in the ledger.</p>
        <SourceEditor label="The file" value={source} complaints={linted?.complaints} onChange={write} begins />
        <div className="field">
          <label htmlFor="register-why">Why (may be left empty)</label>
          <input id="register-why" value={why} onChange={(event) => setWhy(event.target.value)} />
        </div>
        {error !== undefined && <ErrorBox error={error} />}
      </div>
    </Dialog>
  )
}
