import type { UseQueryResult } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Agent, Counted, RecordItem, ToolServer } from '../../api/house'
import type { Items } from '../../api/types'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { Chip, Tag } from '../../ui/Chip'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import type { Column } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { money } from '../../ui/words'
import { failing, fitting, useRecords, useSwitches, whereabouts } from './data'

type Kind = 'agent' | 'tool'
type Item = Agent | ToolServer

/** All agents, or all tool servers, with what they did in the last 30 days. */
export function Roster({ kind, query, search, chosen }: {
  kind: Kind
  query: UseQueryResult<Items<Agent>> | UseQueryResult<Items<ToolServer>>
  search: Search
  chosen: string | undefined
}) {
  const navigate = useNavigate()
  const records = useRecords()
  const switches = useSwitches()
  if (query.error && !query.data) return <div className="Section"><ErrorBox error={query.error} onRetry={() => void query.refetch()} /></div>
  if (!query.data) return <Skeleton rows={8} />
  const all: readonly Item[] = query.data.items
  if (all.length === 0) return <NoneYet kind={kind} />
  const off = new Set(switches.data?.items.flatMap(({ reach }) => (reach.startsWith(`${kind}:`) ? [reach.slice(kind.length + 1)] : [])))
  const rows = fitting(all, search, off)
  const of = new Map(records.data?.items.filter((each) => each.kind === kind).map((each) => [each.name, each]))
  return (
    <>
      <FacetBar all={all} search={search} />
      {rows.length === 0 ? (
        <Empty title="Nothing fits these filters" action={<Button onClick={() => void navigate({ to: '.', search: { tab: search.tab } })}>Clear the filters</Button>} />
      ) : (
        <div className="Agents-table">
          <Table label={kind === 'agent' ? 'Agents' : 'Tool servers'} rows={rows} rowKey={(row) => row.name} chosen={chosen}
            columns={columns(kind, of, off, search, !!chosen)}
            onChoose={(row) => void navigate({ to: '/agents/$name', params: { name: row.name }, search })} />
        </div>
      )}
    </>
  )
}

function columns(kind: Kind, of: ReadonlyMap<string, RecordItem>, off: ReadonlySet<string>, search: Search, narrow: boolean): Column<Item>[] {
  const record = (row: Item) => of.get(row.name)
  const all: Column<Item>[] = [
    { name: 'name', head: 'Name', cell: (row) => (
      <>
        <Link to="/agents/$name" params={{ name: row.name }} search={search} className="Agents-name" onClick={(event) => event.stopPropagation()}>{row.name}</Link>
        {' '}<span className="faint">{row.version}</span>{' '}
        {off.has(row.name) && <Chip>switched off</Chip>}
        <span className="Agents-purpose" title={row.purpose}>{row.purpose}</span>
      </>
    ) },
    { name: 'owner', head: 'Owner', cell: (row) => row.owner || <span className="faint">none</span> },
    { name: 'kind', head: 'Kind', cell: (row) => <Tag title={whereabouts(row.endpoint)}>{row.endpoint.kind}</Tag> },
    kind === 'agent'
      ? { name: 'effect', head: 'Worst effect', cell: (row) => ('effect' in row ? row.effect : '') }
      : { name: 'tools', head: 'Tools', figures: true, cell: (row) => ('tools' in row ? row.tools.length : 0) },
    { name: 'used', head: 'Used in', figures: true, cell: (row) => record(row)?.usedIn ?? <span className="faint">–</span> },
    { name: 'calls', head: 'Calls, 30 d', figures: true, cell: (row) => <Calls of={record(row)} /> },
    { name: 'cost', head: 'Cost', figures: true, cell: (row) => {
      const cost = record(row)?.cost
      return cost ? money(Number(cost.amount), cost.currency) : <span className="faint">–</span>
    } },
    { name: 'last', head: 'Last call', cell: (row) => {
      const last = record(row)?.last
      return last ? <Time at={last} /> : <span className="faint">none</span>
    } },
  ]
  return narrow ? all.filter(({ name }) => ['name', 'owner', 'calls'].includes(name)) : all
}

export function Calls({ of }: { of: Counted | undefined }) {
  if (!of) return <span className="faint">–</span>
  const failed = failing(of.done, of.failed)
  return (
    <span title={failed}>
      {(of.done + of.failed + of.flying).toLocaleString('en')}
      {of.failed > 0 && <> <Chip tone="fail">{of.failed}</Chip></>}
    </span>
  )
}

function FacetBar({ all, search }: { all: readonly Item[]; search: Search }) {
  const navigate = useNavigate()
  const set = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })
  const owners = [...new Set(all.map((each) => each.owner))].sort()
  const kinds = [...new Set(all.map((each) => each.endpoint.kind))].sort()
  return (
    <form className="Agents-facets" role="search" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <input type="search" aria-label="Filter by name, purpose or owner" placeholder="Name, purpose or owner" value={search.text ?? ''} onChange={(event) => set({ text: event.target.value || undefined })} />
      <Choice name="Owner" all={owners} value={search.owner} onChange={(owner) => set({ owner })} />
      <Choice name="Kind" all={kinds} value={search.kind} onChange={(kind) => set({ kind })} />
      <Choice name="State" all={['on', 'off']} value={search.status} onChange={(status) => set({ status })} />
    </form>
  )
}

function Choice({ name, all, value, onChange }: { name: string; all: readonly string[]; value: string | undefined; onChange: (value: string | undefined) => void }) {
  return (
    <select aria-label={name} value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{name}: any</option>
      {all.map((each) => <option key={each} value={each}>{name}: {each}</option>)}
    </select>
  )
}

function NoneYet({ kind }: { kind: Kind }) {
  return kind === 'agent' ? (
    <Empty title="No agents are registered" action={<Command>fermata agent add my-agent.yaml</Command>}>
      An agent does work: a model, a program, an HTTP, MCP or A2A service. Register its file here, or find what is there already with Discover.
    </Empty>
  ) : (
    <Empty title="No tool servers are registered" action={<Command>fermata tool add my-tools.yaml</Command>}>
      A tool server offers tools to workflows and agents, each with its class of effect.
    </Empty>
  )
}
