import { CircleCheck } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { ErrorBox } from '../../ui/ErrorBox'
import { Section } from '../../ui/PageHead'
import { Snippet } from '../../ui/Snippet'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { count } from '../../ui/words'
import { useSprawl } from './data'

/** What is not in order on the roster, each with the command that mends it. */
export function SprawlList() {
  const sprawl = useSprawl()
  if (sprawl.error && !sprawl.data) return <div className="Section"><ErrorBox error={sprawl.error} onRetry={() => void sprawl.refetch()} /></div>
  if (!sprawl.data) return <Skeleton />
  const { score, things, items } = sprawl.data
  return (
    <Section title={`${score} of 100`} about={`${count(things, 'agent or tool server', 'agents and tool servers')}, ${count(items.length, 'finding')}`}>
      {items.length === 0 ? (
        <p className="line soft"><CircleCheck size={16} aria-hidden="true" /> Everything has an owner, is used, and is what it was.</p>
      ) : (
        <Table label="Findings" rows={items} rowKey={(row) => row.finding + row.kind + row.name} columns={[
          { name: 'what', head: 'Finding', cell: (row) => row.finding },
          { name: 'name', head: 'Of', cell: (row) => <Link to="/agents/$name" params={{ name: row.name }} search={row.kind === 'tool' ? { tab: 'tools' } : {}}>{row.name}</Link> },
          { name: 'why', head: 'Why', cell: (row) => row.why },
          { name: 'mend', head: 'What mends it', cell: (row) => <Snippet text={row.mend} /> },
          { name: 'points', head: 'Points', figures: true, cell: (row) => `−${row.points}` },
        ]} />
      )}
    </Section>
  )
}
