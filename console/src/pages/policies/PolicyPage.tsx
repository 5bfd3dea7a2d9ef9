import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Suspense, lazy, useCallback, useEffect, useMemo, useState } from 'react'
import { Problem, post } from '../../api/client'
import type { Linted, PolicyItem } from '../../api/house'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Complaints, verdict } from '../../ui/Complaints'
import { DiffView } from '../../ui/DiffView'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { PageHead, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Time } from '../../ui/Time'
import { toast } from '../../ui/Toast'
import { WhyDialog } from '../../ui/WhyDialog'
import { useNames } from '../workflows/data'
import { BacktestPanel } from './BacktestPanel'
import { Cases } from './Cases'
import { Versions } from './Versions'
import { offered } from './complete'
import { agreeing, scope, usePeople, usePolicy, useProposals, useShadow, useShadows } from './data'
import './Page.css'

const CodeEditor = lazy(() => import('../../ui/CodeEditor').then((part) => ({ default: part.CodeEditor })))

const BLANK = `policy: my-policy
version: '1'
owner: my-team
purpose: What it is for, in one sentence.
scope: { effects: [irreversible] }
when: effect.arguments.amount > 1000
then:
  ask: { team: my-team, people: 1, deadline: PT8H }
cases:
  - name: a large one
    effect: { arguments: { amount: 1001 } }
    expect: ask
  - name: a small one
    effect: { arguments: { amount: 10 } }
    expect: none
`

const LINT_MS = 350

/** One policy: its text, its cases, what it would have changed, and its versions. */
export function PolicyPage({ name }: { name: string }) {
  const search: Search = useSearch({ strict: false })
  const fresh = name === 'new' && search.draft === 'true'
  const policy = usePolicy(name, !fresh)
  const proposals = useProposals()
  const shadows = useShadows()
  const proposal = proposals.data?.items.find((each) => each.name === name)
  const shadowed = shadows.data?.items.some((each) => each.name === name) ?? false
  const shadow = useShadow(name, shadowed)
  const absent = policy.error instanceof Problem && policy.error.status === 404
  const waits = !fresh && (policy.isPending || proposals.isPending || shadows.isPending || (shadowed && shadow.isPending))
  if (waits) return <><PageHead title={name} /><Skeleton rows={12} /></>
  if (policy.error && !policy.data && !absent) return <><PageHead title={name} /><div className="Section"><ErrorBox error={policy.error} onRetry={() => void policy.refetch()} /></div></>
  const inForce = policy.data
  const source = inForce?.source ?? shadow.data?.source ?? proposal?.source ?? (fresh ? BLANK : undefined)
  if (source === undefined) {
    return (
      <>
        <PageHead title={name} />
        <Empty title={`No policy ‘${name}’ is in force`} action={<Link to="/policies">Show all policies</Link>}>
          It may have been withdrawn; its versions are below, if there were any.
        </Empty>
        {!fresh && <Versions name={name} current="" />}
      </>
    )
  }
  return (
    <Editor key={inForce?.digest ?? 'none'} name={name} fresh={fresh} inForce={inForce} start={source} about={
      <span className="line">
        {inForce && <Chip tone="done">{inForce.version} in force</Chip>}
        {shadow.data && <Chip title={`since ${shadow.data.since}`}>{shadow.data.version} judges along: {shadow.data.changed} would differ</Chip>}
        {proposal && <Link to="/policies" search={{ tab: 'proposals' }}><Chip tone="hold">{proposal.act === 'withdraw' ? 'withdrawal' : proposal.version} proposed</Chip></Link>}
        {inForce && <span>{inForce.then} · {scope(inForce.scope)} · owner {inForce.owner}</span>}
        {inForce?.published && <span className="faint">by {inForce.by}, <Time at={inForce.published} />{inForce.why && `: ${inForce.why}`}</span>}
      </span>
    } shadowed={shadowed} shadow={shadow.data?.source} />
  )
}

type Open = 'publish' | 'shadow' | 'end' | 'withdraw' | undefined

function Editor({ name, fresh, inForce, start, about, shadowed, shadow }: {
  name: string
  fresh: boolean
  inForce: PolicyItem | undefined
  start: string
  about: React.ReactNode
  shadowed: boolean
  /** The text that judges along. */
  shadow: string | undefined
}) {
  const who = useWho().data
  const author = may(who, 'author')
  // What the editor began with, and how it reads now.
  const [begun, setBegun] = useState(start)
  const [source, setSource] = useState(start)
  const [open, setOpen] = useState<Open>()
  const [goTo, setGoTo] = useState<{ line: number; turn: number }>()
  const names = useNames()
  const complete = useCallback((all: string, cursor: number) => offered(all, cursor, names.data), [names.data])
  const { linted, behind } = useLint(source, author)
  const complaints = useMemo(() => linted?.complaints ?? [], [linted])
  const changed = source !== start || fresh
  const refused = !author ? 'Only authors may' : undefined
  const wrong = refused ?? (behind ? 'The server looks at it first' : linted && !linted.valid ? 'Correct what is wrong first' : undefined)
  useLeaving(changed && source !== start)
  const begin = (text: string) => {
    setBegun(text)
    setSource(text)
  }
  return (
    <>
      <PageHead title={fresh ? 'A new policy' : name} about={about} actions={
        <>
          {inForce && <Button why={refused} onClick={() => setOpen('withdraw')}>Withdraw</Button>}
          {shadowed && <Button why={refused} onClick={() => setOpen('end')}>End the shadow</Button>}
          <Button why={wrong} title="It judges along, without a say" onClick={() => setOpen('shadow')}>Shadow</Button>
          <Button look="main" why={wrong ?? (changed || !inForce ? undefined : 'It is in force as it stands')} onClick={() => setOpen('publish')}>Publish</Button>
        </>
      } />
      <div className="PolicyPage">
        <div>
          <Section title="Text" about={changed && !fresh ? 'changed, and not published' : undefined}
            actions={
              <span className="line">
                {author && <span className="soft" role="status">{behind ? 'Looking …' : verdict(complaints) || 'No complaints'}</span>}
                {shadow !== undefined && shadow !== source && <Button look="quiet" onClick={() => begin(shadow)} title="The text that judges along, without a say">Show the shadow</Button>}
                {changed && !fresh && <Button look="quiet" onClick={() => begin(start)}>Back to what it was</Button>}
              </span>
            }>
            <div className="PolicyPage-text">
              <Suspense fallback={<Skeleton rows={14} label="Loading the editor" />}>
                <CodeEditor label="The policy" source={begun} complaints={complaints} complete={complete} goTo={goTo} readOnly={!author} onChange={setSource} />
              </Suspense>
              <Complaints all={complaints} onLine={(line) => setGoTo((before) => ({ line, turn: (before?.turn ?? 0) + 1 }))} />
            </div>
          </Section>
          {changed && inForce?.source && (
            <Section title="Against what is in force"><DiffView label="The difference" before={inForce.source} after={source} /></Section>
          )}
        </div>
        <div className="PolicyPage-side">
          {author && <Cases linted={linted} />}
          {author && <BacktestPanel source={source} why={wrong} />}
          {!fresh && <Versions name={name} current={source} />}
        </div>
      </div>
      <Dialogs open={open} name={name} source={source} onClose={() => setOpen(undefined)} />
    </>
  )
}

/** What the server says of a text, a moment after it was last changed; it is behind until it has looked at this very text. */
function useLint(source: string, wanted: boolean): { linted: Linted | undefined; behind: boolean } {
  const [told, setTold] = useState<{ linted?: Linted; of: string }>()
  useEffect(() => {
    if (!wanted) return
    let late = false
    const timer = setTimeout(() => {
      post<Linted>('/api/v1/lint', { kind: 'policy', source }).then((linted) => !late && setTold({ linted, of: source }), () => !late && setTold({ of: source }))
    }, LINT_MS)
    return () => {
      late = true
      clearTimeout(timer)
    }
  }, [source, wanted])
  return { linted: told?.linted, behind: wanted && told?.of !== source }
}

/** Asks before a page with unpublished words is closed. */
function useLeaving(changed: boolean) {
  useEffect(() => {
    if (!changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [changed])
}

function Dialogs({ open, name, source, onClose }: { open: Open; name: string; source: string; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const path = `/api/v1/policies/${encodeURIComponent(name)}`
  const fresh = () => client.invalidateQueries({ queryKey: ['house'] })
  const who = useWho().data
  const people = usePeople().data?.items

  function told(answer: { name: string; version: string; state: string }) {
    const proposed = answer.state === 'proposed'
    toast(proposed ? `${answer.name} may ask less than today: it waits for a second person` : `${answer.name} ${answer.version} is ${answer.state === 'withdrawn' ? 'withdrawn' : 'in force'}`)
    if (proposed) void navigate({ to: '/policies', search: { tab: 'proposals' } })
    else if (answer.state === 'withdrawn') void navigate({ to: '/policies' })
    else void navigate({ to: '/policies/$name', params: { name: answer.name } })
  }

  switch (open) {
    case 'publish':
      return (
        <WhyDialog title="Publish it?" verb="Publish" onClose={onClose}
          act={(why) => post<{ name: string; version: string; state: string }>('/api/v1/policies', { source, why }).then(async (answer) => { await fresh(); told(answer) })}>
          <p>Every effect from now on is judged by it. A backtest goes with it; that can take 20 seconds.</p>
          <p>If it may ask or stop less than what is in force, it waits for a second person first. {agreeing(people, who?.name)}</p>
        </WhyDialog>
      )
    case 'shadow':
      return (
        <WhyDialog title="Let it judge along?" verb="Shadow" needed={false} onClose={onClose}
          act={(why) => post('/api/v1/shadows', { source, why }).then(fresh).then(() => toast('It judges along from now on'))}>
          <p>It is asked beside what is in force, and has no say. What it would have said is counted here.</p>
        </WhyDialog>
      )
    case 'end':
      return (
        <WhyDialog title="End the shadow?" verb="End it" needed={false} onClose={onClose}
          act={(why) => post(`/api/v1/shadows/${encodeURIComponent(name)}/end`, { why }).then(fresh)}>
          <p>The draft is no longer asked. What it said stays in the ledger.</p>
        </WhyDialog>
      )
    case 'withdraw':
      return (
        <WhyDialog danger title={`Withdraw ${name}?`} verb="Withdraw" onClose={onClose}
          act={(why) => post<{ name: string; version: string; state: string }>(`${path}/withdraw`, { why }).then(async (answer) => { await fresh(); told(answer) })}>
          <p>Nothing is judged by it from then on. If less would be asked or stopped without it, that waits for a second person. {agreeing(people, who?.name)}</p>
        </WhyDialog>
      )
    default:
      return null
  }
}
