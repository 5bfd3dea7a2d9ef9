import { Link, useNavigate } from '@tanstack/react-router'
import type { PolicyItem } from '../../api/house'
import { Chip, Tag } from '../../ui/Chip'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { scope, usePolicies, useProposals, useShadows } from './data'

interface Row {
  name: string
  inForce?: PolicyItem
  shadow?: string
  proposed?: string
}

/** What is in force, what judges along, and what is proposed, by name. */
export function PolicyList() {
  const policies = usePolicies()
  const proposals = useProposals()
  const shadows = useShadows()
  const navigate = useNavigate()
  if (policies.error && !policies.data) return <div className="Section"><ErrorBox error={policies.error} onRetry={() => void policies.refetch()} /></div>
  if (!policies.data) return <Skeleton />
  const rows = new Map<string, Row>(policies.data.items.map((each) => [each.name, { name: each.name, inForce: each }]))
  shadows.data?.items.forEach(({ name, version }) => rows.set(name, { ...(rows.get(name) ?? { name }), shadow: version }))
  proposals.data?.items.forEach(({ name, act, version }) => rows.set(name, { ...(rows.get(name) ?? { name }), proposed: act === 'withdraw' ? 'withdrawal' : version }))
  if (rows.size === 0) {
    return (
      <Empty title="No policies are in force" action={<Command>fermata policy publish my-policy.yaml</Command>}>
        Until then one rule holds: whoever owns a workflow is asked before anything that cannot be undone.
      </Empty>
    )
  }
  return (
    <div className="Policies-table">
      <Table label="Policies" rows={[...rows.values()].sort((a, b) => a.name.localeCompare(b.name))} rowKey={(row) => row.name}
        onChoose={(row) => void navigate({ to: '/policies/$name', params: { name: row.name } })} columns={[
          { name: 'name', head: 'Name', cell: (row) => <Link className="Policies-name" to="/policies/$name" params={{ name: row.name }} onClick={(event) => event.stopPropagation()}>{row.name}</Link> },
          { name: 'state', head: 'State', cell: (row) => <States row={row} /> },
          { name: 'then', head: 'Says', cell: (row) => row.inForce && <Tag>{row.inForce.then}</Tag> },
          { name: 'scope', head: 'About', cell: (row) => row.inForce && scope(row.inForce.scope) },
          { name: 'owner', head: 'Owner', cell: (row) => row.inForce?.owner ?? <span className="faint">–</span> },
          { name: 'since', head: 'Since', cell: (row) => row.inForce?.published && <><Time at={row.inForce.published} /> <span className="faint">by {row.inForce.by}</span></> },
        ]} />
    </div>
  )
}

function States({ row }: { row: Row }) {
  return (
    <span className="line">
      {row.inForce && <Chip tone="done">{row.inForce.version} in force</Chip>}
      {row.shadow && <Chip>{row.shadow} judges along</Chip>}
      {row.proposed && <Chip tone="hold">{row.proposed} proposed</Chip>}
    </span>
  )
}
