import { useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { post, url } from '../../api/client'
import type { LedgerState, Verification } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Field } from '../../ui/FormDialog'
import { Id } from '../../ui/Id'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Time } from '../../ui/Time'
import { toast } from '../../ui/Toast'
import { count, span } from '../../ui/words'
import { useLedger } from './data'
import './DeedList.css'

/** The ledger as evidence: how far it is signed, whether it is as it was written, a copy to take away. */
export function Ledger() {
  const ledger = useLedger()
  if (ledger.error && !ledger.data) return <div className="Section"><ErrorBox error={ledger.error} onRetry={() => void ledger.refetch()} /></div>
  if (!ledger.data) return <Skeleton />
  return (
    <>
      <Verify state={ledger.data} />
      <Signed state={ledger.data} />
      <Export />
    </>
  )
}

function useAuditor() {
  return may(useWho().data, 'auditor') ? undefined : 'Only auditors may'
}

function Verify({ state: { verification } }: { state: LedgerState }) {
  const client = useQueryClient()
  const refused = useAuditor()
  const [error, setError] = useState<unknown>()
  const running = verification.state === 'running'
  function begin() {
    setError(undefined)
    post('/api/v1/audit/verify').then(() => client.invalidateQueries({ queryKey: ['house', 'ledger'] }), setError)
  }
  return (
    <Section title="Is it as it was written?" actions={<Button look="main" why={refused ?? (running ? 'One is under way' : undefined)} onClick={begin}>Verify it now</Button>}>
      <div className="stack" aria-live="polite">
        <Found of={verification} />
        {error !== undefined && <ErrorBox error={error} />}
        <p className="soft">Reads the files anew and computes every digest, chain and signature, beside the work. An auditor who trusts nobody here runs the same on a copy:</p>
        <Snippet text="fermata audit verify --export fermata-ledger.jsonl --key ledger.pub" />
      </div>
    </Section>
  )
}

function Found({ of }: { of: Verification }) {
  const asked = of.began && <span className="soft">{of.by}, <Time at={of.began} /></span>
  switch (of.state) {
    case 'none':
      return <p>Nobody has asked since this server started.</p>
    case 'running': {
      const percent = of.total ? Math.round(((of.done ?? 0) / of.total) * 100) : 0
      return (
        <div className="stack" role="status">
          <span>{of.what}{of.total ? `: ${percent} %` : ''} {asked}</span>
          <span className="Ledger-bar"><span style={{ width: `${of.total ? percent : 5}%` }} /></span>
        </div>
      )
    }
    case 'sound':
      return (
        <div className="Ledger-result">
          <CircleCheck size={20} aria-hidden="true" className="Ledger-sound" />
          <div>
            <strong>It is as it was written.</strong>
            <p>{count(of.entries ?? 0, 'entry', 'entries')}, {count(of.commits ?? 0, 'commit')}, {count(of.runs ?? 0, 'run')}; {of.signed ? `signed up to entry ${of.signed.toLocaleString('en')}` : 'nothing of it is signed'}.</p>
            <p>{asked}{of.began && of.ended && <span className="soft">, in {span(Date.parse(of.ended) - Date.parse(of.began))}</span>}</p>
          </div>
        </div>
      )
    case 'broken':
      return (
        <div className="Ledger-result" role="alert">
          <CircleX size={20} aria-hidden="true" className="Ledger-broken" />
          <div>
            <strong>It was changed.</strong>
            <p>{of.first?.what}</p>
            <p>Entry {of.first?.position} ({of.first?.stream} {of.first?.number}) is the first that is not as it was. Stop the server, keep the folder as it is, and restore a backup beside it.</p>
            <p>{asked}</p>
          </div>
        </div>
      )
    case 'failed':
      return <p><strong>It could not be verified:</strong> {of.why} {asked}</p>
  }
}

function Signed({ state: { signs, checkpoint, position } }: { state: LedgerState }) {
  const client = useQueryClient()
  const operator = may(useWho().data, 'operator') ? undefined : 'Only operators may'
  const unsigned = checkpoint ? position - checkpoint.last : position
  function sign() {
    post<{ number: number }>('/api/v1/ledger/checkpoint')
      .then(({ number }) => { toast(`Signed checkpoint ${number}`); return client.invalidateQueries({ queryKey: ['house', 'ledger'] }) })
      .catch((failure: unknown) => toast(failure instanceof Error ? failure.message : String(failure)))
  }
  return (
    <Section title="Signed checkpoints" actions={<Button why={operator ?? (signs ? undefined : 'This server has no key; start it with --ledger-key')} onClick={sign}>Sign now</Button>}>
      {!signs && <p>This server has no key to sign with: nothing proves that the end of the ledger was not cut off.</p>}
      {signs && !checkpoint && <p>Nothing is signed yet; the first checkpoint comes within a minute of the first entry.</p>}
      {checkpoint && (
        <Facts items={[
          ['Last checkpoint', <span key="n">{checkpoint.number}, <Time at={checkpoint.at} /></span>],
          ['Covers', `entries 1 to ${checkpoint.last.toLocaleString('en')}${unsigned > 0 ? `; ${count(unsigned, 'entry', 'entries')} came after` : ''}`],
          ['Signed by key', <Id key="k" id={checkpoint.key} most={28} />],
        ]} />
      )}
    </Section>
  )
}

function Export() {
  const refused = useAuditor()
  const admin = may(useWho().data)
  const [run, setRun] = useState('')
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const [bodies, setBodies] = useState(false)
  const at = url('/api/v1/audit/export', {
    run: run.trim(),
    since: since && new Date(`${since}T00:00:00`).toISOString(),
    until: until && new Date(`${until}T00:00:00`).toISOString(),
    bodies,
  })
  return (
    <Section title="Take a copy away">
      <div className="stack">
        <p className="soft">A file that can be verified anywhere, without this server. Entries that are left out are there by their digest.</p>
        <div className="Ledger-form">
          <Field label="Only this run" value={run} onChange={setRun} placeholder="its id" />
          <Field label="From" type="date" value={since} onChange={setSince} />
          <Field label="Before" type="date" value={until} onChange={setUntil} />
          {refused ? <Button why={refused}>Download</Button> : <a className="Button" href={at} download>Download</a>}
        </div>
        <label className="line">
          <input type="checkbox" checked={bodies} disabled={!admin} onChange={(event) => setBodies(event.target.checked)} />
          With what entries say {!admin && <span className="faint">(only admins: the roster’s files are in it, whole)</span>}
        </label>
      </div>
    </Section>
  )
}
