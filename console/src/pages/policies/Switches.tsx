import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Thrown } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { WhyDialog } from '../../ui/WhyDialog'
import { useAgents, useServers } from '../agents/data'
import { useThrown } from './data'

const KINDS = ['agent', 'tool', 'model', 'workflow', 'owner', 'all'] as const

/** Kill switches: what each reaches waits, and nothing is lost. */
export function Switches({ adding, onDone }: { adding: boolean; onDone: () => void }) {
  const switches = useThrown()
  const who = useWho().data
  const client = useQueryClient()
  const [released, setReleased] = useState<Thrown>()
  const operator = may(who, 'operator')
  const refused = operator ? undefined : 'Only operators may'
  const fresh = () => client.invalidateQueries({ queryKey: ['house'] })
  return (
    <>
      {switches.error && !switches.data && <div className="Section"><ErrorBox error={switches.error} onRetry={() => void switches.refetch()} /></div>}
      {switches.isPending && <Skeleton />}
      {switches.data?.items.length === 0 && (
        <Empty title="Nothing is switched off">A switch stops an agent, a tool, a model, a workflow or everything: what it reaches waits until it is released.</Empty>
      )}
      {!!switches.data?.items.length && (
        <div className="Policies-table">
          <Table label="Switches" rows={switches.data.items} rowKey={(row) => row.reach} columns={[
            { name: 'reach', head: 'Switched off', cell: (row) => <Chip><strong>{row.reach}</strong></Chip> },
            { name: 'why', head: 'Why', cell: (row) => row.why },
            { name: 'by', head: 'By', cell: (row) => row.by },
            { name: 'at', head: 'When', cell: (row) => <Time at={row.at} /> },
            { name: 'runs', head: '', cell: () => <Link to="/runs" search={{ status: 'held' }}>Runs held back</Link> },
            { name: 'act', head: '', cell: (row) => <Button why={refused} onClick={() => setReleased(row)}>Release</Button> },
          ]} />
        </div>
      )}
      {released && (
        <WhyDialog title={`Release ${released.reach}?`} verb="Release" onClose={() => setReleased(undefined)}
          act={(why) => post('/api/v1/switches/release', { reach: released.reach, why }).then(fresh)}>
          <p>What waits for it goes on at once.</p>
        </WhyDialog>
      )}
      {adding && operator && <Throw onClose={onDone} fresh={fresh} />}
    </>
  )
}

function Throw({ onClose, fresh }: { onClose: () => void; fresh: () => Promise<void> }) {
  const agents = useAgents()
  const servers = useServers()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('agent')
  const [name, setName] = useState('')
  const known = kind === 'agent' ? (agents.data?.items.map((each) => each.name) ?? [])
    : kind === 'tool' ? (servers.data?.items.flatMap((each) => [each.name, ...each.tools.map((tool) => `${each.name}.${tool.name}`)]) ?? [])
    : kind === 'model' ? (agents.data?.items.flatMap((each) => (each.endpoint.model ? [each.endpoint.model.name] : [])) ?? [])
    : []
  const reach = kind === 'all' ? 'all' : `${kind}:${name.trim()}`
  return (
    <WhyDialog danger title="Switch something off" verb={kind === 'all' ? 'Switch everything off' : 'Switch it off'} onClose={onClose}
      act={(why) => post('/api/v1/switches/throw', { reach, why }).then(fresh)}>
      <p>What it reaches waits from now on, in every run. Calls that are under way are let come back. Nothing is lost.</p>
      <div className="field">
        <label htmlFor="kind">What</label>
        <select id="kind" value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
          {KINDS.map((each) => <option key={each} value={each}>{each === 'all' ? 'everything' : each === 'owner' ? 'all of one owner' : each}</option>)}
        </select>
      </div>
      {kind !== 'all' && (
        <div className="field">
          <label htmlFor="which">Which</label>
          <input id="which" list="known" value={name} autoComplete="off" placeholder={kind === 'workflow' ? 'namespace/name' : undefined} onChange={(event) => setName(event.target.value)} />
          <datalist id="known">{known.map((each) => <option key={each} value={each} />)}</datalist>
        </div>
      )}
    </WhyDialog>
  )
}
