import { Chip } from '../../ui/Chip'
import { ErrorBox } from '../../ui/ErrorBox'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { useStatus } from './data'

/** What this server is, how its parts do, and where else it answers. */
export function About() {
  const status = useStatus()
  if (status.error && !status.data) return <div className="Section"><ErrorBox error={status.error} onRetry={() => void status.refetch()} /></div>
  if (!status.data) return <Skeleton />
  const { version, started, position, agents, models } = status.data
  const at = location.origin
  return (
    <>
      <Section title="This server">
        <Facts items={[
          ['Version', version],
          ['Up since', <Time key="t" at={started} />],
          ['Entries', position.toLocaleString('en')],
          ['API', <code key="api">{at}/api/v1</code>],
          ['MCP', <code key="mcp">{at}/mcp</code>],
          ['A2A', <code key="a2a">{at}/.well-known/agent-card.json</code>],
        ]} />
      </Section>
      <Section title="Programs that it runs">
        {agents.length === 0 ? <p className="soft">None of the agents is a program of this server.</p> : (
          <Table label="Programs" rows={agents} rowKey={(row) => row.of + row.name} columns={[
            { name: 'name', head: 'Name', cell: (row) => <><strong>{row.name}</strong> <span className="faint">{row.of === 'tools' ? 'tool server' : 'agent'}</span></> },
            { name: 'state', head: 'State', cell: (row) => (row.running ? <Chip tone="done">up</Chip> : row.lastError ? <Chip tone="fail">down</Chip> : <Chip>not needed yet</Chip>) },
            { name: 'flying', head: 'Under way', figures: true, cell: (row) => row.inFlight },
            { name: 'restarts', head: 'Restarts', figures: true, cell: (row) => row.restarts },
            { name: 'sign', head: 'Last sign', cell: (row) => (row.lastSign ? <Time at={row.lastSign} /> : <span className="faint">–</span>) },
            { name: 'error', head: 'Last error', cell: (row) => row.lastError || <span className="faint">–</span> },
          ]} />
        )}
      </Section>
      {models.length > 0 && (
        <Section title="Models that it calls">
          <Table label="Models" rows={models} rowKey={(row) => row.url + row.model} columns={[
            { name: 'model', head: 'Model', cell: (row) => <><strong>{row.model}</strong> <span className="faint">{row.url}</span></> },
            { name: 'state', head: 'State', cell: (row) => (row.circuit === 'closed' && !row.resting ? <Chip tone="done">answers</Chip> : <Chip tone="fail">{row.resting ? 'asked for rest' : 'not called now'}</Chip>) },
            { name: 'next', head: 'Tried again', cell: (row) => (row.nextTry ? <Time at={row.nextTry} /> : <span className="faint">–</span>) },
            { name: 'error', head: 'Last error', cell: (row) => row.lastError || <span className="faint">–</span> },
          ]} />
        </Section>
      )}
      <Section title="When something is wrong">
        <div className="stack Settings-narrow">
          <p>Looks at the Java, the folders, the port and the disk of the machine where it is run, and says what to do:</p>
          <Snippet text="fermata doctor" />
        </div>
      </Section>
    </>
  )
}
