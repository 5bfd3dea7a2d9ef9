import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { get, post } from '../../api/client'
import type { Budget, Linted } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Meter } from '../../ui/Meter'
import { Facts } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { SourceEditor } from '../../ui/SourceEditor'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { toast } from '../../ui/Toast'
import { WhyDialog } from '../../ui/WhyDialog'
import { complaintsOf } from '../agents/Register'
import { amounts, fullness, useBudgets } from './data'

const BLANK = `budget: my-budget
version: '1'
owner: my-team
scope: { workflow: lending/loan-origination }
per: day
limit: { money: 20.00 USD, calls: 1000 }
breach: hold
`

/** What may be spent, and what is; each stops, holds or asks when it is full. */
export function Budgets({ adding, shown, onShow }: { adding: boolean; shown: string | undefined; onShow: (name: string | undefined) => void }) {
  const budgets = useBudgets()
  const author = may(useWho().data, 'author')
  if (budgets.error && !budgets.data) return <div className="Section"><ErrorBox error={budgets.error} onRetry={() => void budgets.refetch()} /></div>
  if (!budgets.data) return <Skeleton />
  const items = budgets.data.items
  return (
    <>
      {items.length === 0 ? (
        <Empty title="Nothing is limited" action={<Command>fermata budget add my-budget.yaml</Command>}>
          A budget limits money, tokens, calls, time or people’s minutes, per run or day, of a workflow, an agent, a tool or an owner.
        </Empty>
      ) : (
        <div className="Policies-table">
          <Table label="Budgets" rows={items} rowKey={(row) => row.name} chosen={shown} onChoose={(row) => onShow(row.name)} columns={[
            { name: 'name', head: 'Name', cell: (row) => <><strong>{row.name}</strong> <span className="faint">{row.version}</span></> },
            { name: 'of', head: 'Of', cell: (row) => scoped(row) },
            { name: 'limit', head: 'Limit', cell: (row) => `${amounts(row.limit)} a ${row.per}` },
            { name: 'taken', head: 'Taken', cell: (row) => <Taken of={row} /> },
            { name: 'breach', head: 'When it is full', cell: (row) => row.breach },
            { name: 'owner', head: 'Owner', cell: (row) => row.owner },
          ]} />
        </div>
      )}
      {shown && <Shown name={shown} onClose={() => onShow(undefined)} />}
      {adding && author && <Add start={BLANK} title="Add a budget" onClose={() => onShow(undefined)} />}
    </>
  )
}

function scoped({ scope }: Budget): string {
  const parts = Object.entries(scope).map(([kind, names]) => `${kind} ${names.join(', ')}`)
  return parts.join('; ') || 'everything'
}

function Taken({ of }: { of: Budget }) {
  const full = fullness(of)
  if (full === undefined) return <span className="faint">counted in each run</span>
  return <span title={`spent ${amounts(of.spent)}; reserved ${amounts(of.reserved)}`}><Meter percent={full} label={`${of.name} is taken`} /></span>
}

function Shown({ name, onClose }: { name: string; onClose: () => void }) {
  const author = may(useWho().data, 'author')
  const client = useQueryClient()
  const [open, setOpen] = useState<'change' | 'remove'>()
  const budget = useQuery({ queryKey: ['house', 'budget', name], queryFn: ({ signal }) => get<Budget>(`/api/v1/budgets/${encodeURIComponent(name)}`, signal) })
  const refused = author ? undefined : 'Only authors may'
  const of = budget.data
  if (open === 'change' && of?.source) return <Add start={of.source} title={`Change ${name}`} onClose={onClose} />
  if (open === 'remove') {
    return (
      <WhyDialog danger title={`Remove ${name}?`} verb="Remove" onClose={() => setOpen(undefined)}
        act={(why) => post(`/api/v1/budgets/${encodeURIComponent(name)}/remove`, { why }).then(() => client.invalidateQueries({ queryKey: ['house'] })).then(onClose)}>
        <p>It limits nothing from then on. Runs that it holds back go on.</p>
      </WhyDialog>
    )
  }
  return (
    <Dialog wide title={name} onClose={onClose} footer={
      <>
        <Button look="danger" why={refused} onClick={() => setOpen('remove')}>Remove</Button>
        <Button why={refused} onClick={() => setOpen('change')}>Change</Button>
        <Button onClick={onClose}>Close</Button>
      </>
    }>
      {budget.isPending && <Skeleton rows={4} />}
      {budget.error && !of && <ErrorBox error={budget.error} onRetry={() => void budget.refetch()} />}
      {of && (
        <div className="stack">
          <Facts items={[
            ['Taken', <Taken key="taken" of={of} />],
            of.spent !== undefined && ['Spent', amounts(of.spent)],
            of.reserved !== undefined && ['Reserved', amounts(of.reserved)],
            ['Limit', `${amounts(of.limit)} a ${of.per}`],
            ['When it is full', of.breach],
            of.added !== undefined && ['Since', <span key="since"><Time at={of.added} /> by {of.by}{of.why && `: ${of.why}`}</span>],
          ]} />
          {of.source && <SourceEditor label="Its text" value={of.source} readOnly />}
        </div>
      )}
    </Dialog>
  )
}

function Add({ start, title, onClose }: { start: string; title: string; onClose: () => void }) {
  const client = useQueryClient()
  const [source, setSource] = useState(start)
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
  const check = () => run(async () => setLinted(await post<Linted>('/api/v1/lint', { kind: 'budget', source })))
  const add = () =>
    run(async () => {
      const made = await post<Budget>('/api/v1/budgets', why.trim() ? { source, why: why.trim() } : { source })
      await client.invalidateQueries({ queryKey: ['house'] })
      toast(`${made.name} holds from now on`)
      onClose()
    })

  return (
    <Dialog wide title={title} onClose={onClose} footer={
      <>
        {linted?.valid && linted.complaints.length === 0 && <Chip tone="done">nothing is wrong with it</Chip>}
        <span className="grow" />
        <Button onClick={onClose}>Leave it</Button>
        <Button why={busy ? 'Under way' : undefined} onClick={() => void check()}>Check</Button>
        <Button look="main" why={busy ? 'Under way' : undefined} onClick={() => void add()}>Put in force</Button>
      </>
    }>
      <div className="stack">
        <SourceEditor label="The budget" value={source} complaints={linted?.complaints} onChange={write} begins />
        <div className="field">
          <label htmlFor="budget-why">Why (may be left empty)</label>
          <input id="budget-why" value={why} onChange={(event) => setWhy(event.target.value)} />
        </div>
        {error !== undefined && <ErrorBox error={error} />}
      </div>
    </Dialog>
  )
}
