import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { OctagonPause, Play, X } from 'lucide-react'
import { useState } from 'react'
import { post, remove, url } from '../../api/client'
import type { Agent, Thrown, ToolServer, WholeRecord } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button, IconButton } from '../../ui/Button'
import { Chip, Tag } from '../../ui/Chip'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Id } from '../../ui/Id'
import { Facts, Section } from '../../ui/PageHead'
import { Snippet } from '../../ui/Snippet'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Length, Time } from '../../ui/Time'
import { WhyDialog } from '../../ui/WhyDialog'
import { money } from '../../ui/words'
import { Compare } from './Compare'
import { Versions } from './Versions'
import { BoundaryFacts, EndpointFacts } from './Boundary'
import { Words } from './TeamsTab'
import { TestCall } from './TestCall'
import { failing, useAgents, useRecord, useServers, useSprawl, useSwitches } from './data'
import './Detail.css'

type Kind = 'agent' | 'tool'
type Open = 'stop' | 'release' | 'test' | 'compare' | 'remove' | undefined

/** One agent or tool server: what it may do, what it did, where it is used. */
export function Detail({ kind, name, onClose }: { kind: Kind; name: string; onClose: () => void }) {
  const agents = useAgents()
  const servers = useServers()
  const record = useRecord(kind, name)
  const switches = useSwitches()
  const [open, setOpen] = useState<Open>()
  const query = kind === 'agent' ? agents : servers
  const item = query.data?.items.find((each) => each.name === name)
  const thrown = switches.data?.items.find(({ reach }) => reach === `${kind}:${name}` || reach === 'all')

  return (
    <aside className="Detail" aria-label={name}>
      <header className="Detail-head">
        <div className="grow">
          <h1 className="Detail-title">{name} {item && <span className="faint Detail-version">{item.version}</span>}</h1>
          {item && <p className="soft">{item.purpose}</p>}
        </div>
        <IconButton label="Close" onClick={onClose}><X size={16} aria-hidden="true" /></IconButton>
      </header>
      {query.isPending && <Skeleton />}
      {query.error && !query.data && <div className="Section"><ErrorBox error={query.error} onRetry={() => void query.refetch()} /></div>}
      {query.data && !item && (
        <Empty title={`Nothing on the roster is called ${name}`} action={<Button onClick={onClose}>Show all</Button>}>It may have been removed; the Audit page knows when.</Empty>
      )}
      {item && (
        <>
          {thrown && <SwitchedOff thrown={thrown} />}
          <Acts kind={kind} name={name} usedIn={record.data?.usedIn ?? []} thrown={thrown} onOpen={setOpen} />
          <About item={item} record={record.data} />
          {record.error && <div className="Section"><ErrorBox error={record.error} onRetry={() => void record.refetch()} /></div>}
          {record.data && <Track record={record.data} name={name} kind={kind} />}
          <Findings kind={kind} name={name} />
          {'tools' in item && <Tools tools={item.tools} />}
          {record.data && <Versions name={name} of={record.data} />}
          <Dialogs open={open} kind={kind} item={item} thrown={thrown} onClose={() => setOpen(undefined)} onRemoved={onClose} />
        </>
      )}
    </aside>
  )
}

function SwitchedOff({ thrown }: { thrown: Thrown }) {
  return (
    <div className="Detail-off">
      <Chip icon={OctagonPause}>switched off</Chip>
      <span>{thrown.by}, <Time at={thrown.at} />: {thrown.why}</span>
    </div>
  )
}

function Acts({ kind, name, usedIn, thrown, onOpen }: { kind: Kind; name: string; usedIn: readonly string[]; thrown: Thrown | undefined; onOpen: (open: Open) => void }) {
  const who = useWho().data
  const author = may(who, 'author') ? undefined : 'Only authors may'
  const operator = may(who, 'operator') ? undefined : 'Only operators may'
  const all = thrown?.reach === 'all' ? 'Everything is switched off; see Policies, Switches' : undefined
  return (
    <div className="Detail-acts line">
      <Button why={author ?? (thrown && 'It is switched off')} icon={<Play size={16} aria-hidden="true" />} onClick={() => onOpen('test')}>Test call</Button>
      {kind === 'agent' && <Button why={author ?? (thrown && 'It is switched off')} onClick={() => onOpen('compare')}>Compare</Button>}
      {thrown ? (
        <Button look="main" why={operator ?? all} onClick={() => onOpen('release')}>Release</Button>
      ) : (
        <Button look="danger" why={operator} icon={<OctagonPause size={16} aria-hidden="true" />} onClick={() => onOpen('stop')}>Quarantine</Button>
      )}
      <Button why={author} onClick={() => onOpen('remove')}>Remove</Button>
      <span className="grow" />
      {kind === 'agent' ? <Link to="/runs" search={{ agent: name, all: 'true' }}>Runs that used it</Link>
        : usedIn.length > 0 && <Link to="/runs" search={{ workflow: usedIn.join(','), all: 'true' }}>Runs that use it</Link>}
    </div>
  )
}

function About({ item, record }: { item: Agent | ToolServer; record: WholeRecord | undefined }) {
  return (
    <Section title="What it is">
      <Facts items={[
        ['Owner', item.owner || <span className="faint">none: nobody answers for it</span>],
        'skills' in item && ['Skills', <Words key="skills" of={item.skills} />],
        'effect' in item && ['Worst effect', `${item.effect}${item.keyed ? ', repeats do nothing twice' : ''}`],
        ['Fingerprint', <Id key="id" id={item.fingerprint} />],
        ['Limits', `${item.limits.concurrency} at once, ${spoken(item.limits.timeout)} each${item.limits.rate ? `, ${item.limits.rate.calls} per ${spoken(item.limits.rate.per)}` : ''}`],
      ]} />
      <EndpointFacts endpoint={item.endpoint} />
      {record?.boundary && <BoundaryFacts boundary={record.boundary} own={record.bounded ?? false} />}
    </Section>
  )
}

/** PT1M30S as people say it. */
export function spoken(duration: string): string {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration)
  if (!found) return duration
  const [, hours, minutes, seconds] = found
  return [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean).join(' ')
}

function Track({ record, name, kind }: { record: WholeRecord; name: string; kind: Kind }) {
  const calls = record.done + record.failed + record.flying
  return (
    <Section title="What it did" about="the last 30 days">
      <Facts items={[
        ['Calls', calls === 0 ? <span className="faint">none</span> : `${calls.toLocaleString('en')}, ${failing(record.done, record.failed) || 'none has ended'}${record.flying ? `, ${record.flying} under way` : ''}`],
        record.usualMs !== undefined && ['Usually takes', <span key="ms" title="From the gate to the result, people's time included"><Length ms={record.usualMs} /></span>],
        record.cost && ['Cost', money(Number(record.cost.amount), record.cost.currency)],
        record.last !== undefined && ['Last call', <Time key="last" at={record.last} />],
        ['Used in', record.usedIn.length === 0 ? <span className="faint">no workflow names it</span> : <UsedIn key="used" all={record.usedIn} />],
        kind === 'agent' && !!record.sameSkills?.length && ['Same skills', <span key="same" className="line">{record.sameSkills.map((other) => (
          <Link key={other} to="/agents/$name" params={{ name: other }}>{other}</Link>))}</span>],
      ]} />
      <span className="unseen">of {name}</span>
    </Section>
  )
}

function UsedIn({ all }: { all: readonly string[] }) {
  return (
    <span className="line">
      {all.map((workflow) => {
        const [ns = '', name = ''] = workflow.split('/')
        return <Link key={workflow} to="/workflows/$ns/$name" params={{ ns, name }}>{workflow}</Link>
      })}
    </span>
  )
}

function Findings({ kind, name }: { kind: Kind; name: string }) {
  const sprawl = useSprawl()
  const own = sprawl.data?.items.filter((each) => each.kind === kind && each.name === name) ?? []
  if (own.length === 0) return null
  return (
    <Section title="Not in order">
      <ul className="stack">
        {own.map((each) => (
          <li key={each.finding}>
            <strong>{each.finding}</strong>: {each.why}
            <Snippet text={each.mend} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Tools({ tools }: { tools: ToolServer['tools'] }) {
  return (
    <Section title="Tools">
      <Table label="Tools" rows={tools} rowKey={(row) => row.name} columns={[
        { name: 'name', head: 'Name', cell: (row) => <><strong>{row.name}</strong><span className="Agents-purpose" title={row.description}>{row.description}</span></> },
        { name: 'effect', head: 'Effect', cell: (row) => <Tag>{row.effect}</Tag> },
        { name: 'keyed', head: 'Repeats', cell: (row) => (row.keyed ? 'do nothing twice' : <span className="soft">may do it twice</span>) },
      ]} />
    </Section>
  )
}

function Dialogs({ open, kind, item, thrown, onClose, onRemoved }: {
  open: Open
  kind: Kind
  item: Agent | ToolServer
  thrown: Thrown | undefined
  onClose: () => void
  onRemoved: () => void
}) {
  const client = useQueryClient()
  const fresh = () => client.invalidateQueries({ queryKey: ['house'] })
  const reach = thrown?.reach ?? `${kind}:${item.name}`
  if (open === 'stop') {
    return (
      <WhyDialog danger title={`Quarantine ${item.name}?`} verb="Quarantine" onClose={onClose} reasons={['It answers wrongly', 'It costs too much', 'Its owner asks for it']}
        act={(why) => post('/api/v1/switches/throw', { reach: `${kind}:${item.name}`, why }).then(fresh)}>
        <p>Nothing new is given to it from now on. Runs that need it wait; nothing is lost, and they go on once it is released.</p>
      </WhyDialog>
    )
  }
  if (open === 'release') {
    return (
      <WhyDialog title={`Release ${item.name}?`} verb="Release" onClose={onClose} act={(why) => post('/api/v1/switches/release', { reach, why }).then(fresh)}>
        <p>Runs that wait for it go on at once.</p>
      </WhyDialog>
    )
  }
  if (open === 'remove') {
    return (
      <WhyDialog danger title={`Remove ${item.name} from the roster?`} verb="Remove" onClose={onClose}
        act={(why) => remove(url(`/api/v1/${kind}s/${encodeURIComponent(item.name)}`, { why })).then(() => { onRemoved(); return fresh() })}>
        <p>Runs that come to it from now on fail there. Its versions and all that it did stay in the ledger.</p>
      </WhyDialog>
    )
  }
  if (open === 'compare' && 'skills' in item) return <Compare item={item} onClose={onClose} />
  return open === 'test' ? <TestCall kind={kind} item={item} onClose={onClose} /> : null
}
