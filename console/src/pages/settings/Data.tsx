import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Field } from '../../ui/FormDialog'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { toast } from '../../ui/Toast'
import { WhyDialog } from '../../ui/WhyDialog'
import { count } from '../../ui/words'
import { useLedger } from '../audit/data'

/** What is kept, for how long, and how it is erased. */
export function Data() {
  const ledger = useLedger()
  const admin = may(useWho().data)
  const client = useQueryClient()
  const [open, setOpen] = useState<'allow' | 'erase'>()
  const [days, setDays] = useState('90')
  const [kind, setKind] = useState<'run' | 'subject'>('subject')
  const [of, setOf] = useState('')
  const refused = admin ? undefined : 'Only admins may'
  if (ledger.error && !ledger.data) return <div className="Section"><ErrorBox error={ledger.error} onRetry={() => void ledger.refetch()} /></div>
  if (!ledger.data) return <Skeleton />
  const { retention, signs } = ledger.data
  return (
    <>
      <Section title="How long it is kept" actions={<Button why={refused} onClick={() => setOpen('allow')}>Allow a shorter time</Button>}>
        <Facts items={[
          ['Inputs, outputs', `${count(retention.days, 'day')} after a run has ended; then they are erased, and their digests stay`],
          ['Set by', <code key="c">fermata server --retention {retention.days}</code>],
          retention.allowed !== undefined && ['Allowed down to', count(retention.allowed, 'day')],
          retention.allowed === undefined && ['Less than', `${count(retention.least, 'day')} need somebody who allows it and says why`],
        ]} />
      </Section>
      <Section title="Erase what a run was given and gave" actions={<Button look="danger" why={refused} onClick={() => setOpen('erase')}>Erase</Button>}>
        <p className="Settings-narrow">For one run or for all runs about a subject that have ended. That something happened, and its digest, stays in the ledger; what it said is gone for good.</p>
      </Section>
      <Section title="Signed checkpoints">
        <p>{signs ? 'This server signs its ledger.' : 'This server has no key to sign its ledger with; start it with --ledger-key.'} <Link to="/audit" search={{ tab: 'ledger' }}>See the ledger</Link></p>
      </Section>
      {open === 'allow' && (
        <WhyDialog title="Allow a shorter time?" verb="Allow" onClose={() => setOpen(undefined)}
          act={(why) => post('/api/v1/ledger/retention', { days: Number(days), why }).then(() => client.invalidateQueries({ queryKey: ['house'] }))}>
          <p>It is recorded who allowed it. The server is then started with <code>--retention</code>.</p>
          <Field label="Days" type="number" min="1" max="400" value={days} onChange={setDays} />
        </WhyDialog>
      )}
      {open === 'erase' && (
        <WhyDialog danger title="Erase for good?" verb="Erase for good" onClose={() => setOpen(undefined)}
          act={(why) => post<{ erased: string[]; left: { run: string; why: string }[] }>('/api/v1/payloads/erase', { [kind]: of.trim(), why })
            .then(({ erased, left }) => toast(`Erased ${count(erased.length, 'run')}${left.length ? `; ${left.length} still need what they hold` : ''}`))}>
          <div className="field">
            <label htmlFor="erase-kind">Of</label>
            <select id="erase-kind" value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
              <option value="subject">all runs about a subject</option>
              <option value="run">one run</option>
            </select>
          </div>
          <Field label={kind === 'run' ? 'The run’s id' : 'The subject'} value={of} onChange={setOf} required />
        </WhyDialog>
      )}
    </>
  )
}
