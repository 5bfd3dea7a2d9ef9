import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { may, useWho } from '../../app/who'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { count } from '../../ui/words'
import { useRunCounts, useWorkflows } from './data'
import type { Workflow } from './data'
import './Page.css'

/** All workflows, with how many runs each has. */
export function List() {
  const workflows = useWorkflows()
  const counts = useRunCounts()
  const who = useWho()
  const writes = may(who.data, 'author')
  if (workflows.isPending) return <Skeleton rows={8} label="Loading workflows" />
  if (workflows.error) return <ErrorBox whole error={workflows.error} onRetry={() => void workflows.refetch()} />
  const items = workflows.data.items
  const full = (each: Workflow) => `${each.namespace}/${each.name}`
  return (
    <div className="Workflows">
      <header className="Workflows-head line">
        <h1>Workflows</h1>
        <span className="soft numbers">{count(items.length, 'workflow')}</span>
        <span className="grow" />
        {writes && <Link to="/workflows" search={{ edit: 'new' }} className="Button Button-main"><Plus size={14} aria-hidden="true" /> New workflow</Link>}
      </header>
      {items.length ? (
        <Table label="Workflows" rows={items} rowKey={(each) => each.id} columns={[
          { name: 'name', head: 'Workflow', cell: (each) => (
            <Link to="/workflows/$ns/$name" params={{ ns: each.namespace, name: each.name }} className="Workflows-name">
              {each.title && each.title !== each.name ? <><strong>{each.title}</strong> <span className="faint">{full(each)}</span></>
                : <><span className="faint">{each.namespace}/</span><strong>{each.name}</strong></>}
              {each.summary && <span className="Workflows-summary soft cut">{each.summary}</span>}
            </Link>
          ) },
          { name: 'version', head: 'Version', cell: (each) => each.version },
          { name: 'owner', head: 'Owner', cell: (each) => each.owner },
          { name: 'live', head: 'Live', figures: true, cell: (each) => {
            const live = counts.live.data?.get(full(each)) ?? 0
            return live ? <Link to="/runs" search={{ workflow: full(each) }}>{live.toLocaleString('en')}</Link> : <span className="faint">0</span>
          } },
          { name: 'runs', head: 'Runs', figures: true, cell: (each) => {
            const all = counts.all.data?.get(full(each)) ?? 0
            return all ? <Link to="/runs" search={{ workflow: full(each), all: 'true' }}>{all.toLocaleString('en')}</Link> : <span className="faint">0</span>
          } },
          { name: 'published', head: 'Published', cell: (each) => <><Time at={each.published} /> <span className="faint">by {each.by}</span></> },
        ]} />
      ) : (
        <Empty title="No workflow is published yet" action={writes ? <Link to="/workflows" search={{ edit: 'new' }} className="Button Button-main">Write one</Link> : <Command>fermata workflow publish workflow.yaml</Command>}>
          A workflow says what is to be done, by whom, and where a person decides.
        </Empty>
      )}
    </div>
  )
}
