import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Plus, Radar } from 'lucide-react'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { PageHead } from '../../ui/PageHead'
import { Tabs } from '../../ui/Tabs'
import { Detail } from './Detail'
import { Discover } from './Discover'
import { Register } from './Register'
import { Roster } from './Roster'
import { SprawlList } from './SprawlList'
import { TeamsTab } from './TeamsTab'
import { useAgents, useServers, useSprawl } from './data'
import './Page.css'

type Tab = 'agents' | 'tools' | 'people' | 'order'
const TABS: readonly Tab[] = ['agents', 'tools', 'people', 'order']

/** Who and what may be given work. */
export function Page() {
  const { name } = useParams({ strict: false })
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const who = useWho().data
  const agents = useAgents()
  const servers = useServers()
  const sprawl = useSprawl()
  const tab = TABS.find((each) => each === search.tab) ?? 'agents'
  const author = may(who, 'author')
  const refused = author ? undefined : 'Only authors register agents and tools'

  function set(change: Search) {
    void navigate({ to: '.', search: { ...search, ...change } })
  }

  return (
    <div className={`Agents ${name ? 'Agents-split' : ''}`}>
      <div className="Agents-list">
        <PageHead title="Agents" about="Who and what may be given work, each with an owner and a boundary." actions={
          <>
            <Button icon={<Radar size={16} aria-hidden="true" />} why={refused} onClick={() => set({ add: 'discover' })}>Discover</Button>
            <Button look="main" icon={<Plus size={16} aria-hidden="true" />} why={refused} onClick={() => set({ add: tab === 'tools' ? 'tool' : 'agent' })}>Register</Button>
          </>
        }>
          <Tabs label="Kinds" chosen={tab} tabs={[
            { name: 'agents', label: 'Agents', count: agents.data?.items.length },
            { name: 'tools', label: 'Tool servers', count: servers.data?.items.length },
            { name: 'people', label: 'People and teams' },
            { name: 'order', label: 'In order?', count: sprawl.data?.items.length },
          ]} onChoose={(chosen) => void navigate({ to: '/agents', search: { tab: chosen === 'agents' ? undefined : chosen } })} />
        </PageHead>
        {tab === 'agents' && <Roster kind="agent" query={agents} search={search} chosen={name} />}
        {tab === 'tools' && <Roster kind="tool" query={servers} search={search} chosen={name} />}
        {tab === 'people' && <TeamsTab />}
        {tab === 'order' && <SprawlList />}
      </div>
      {name && <Detail kind={tab === 'tools' ? 'tool' : 'agent'} name={name} onClose={() => void navigate({ to: '/agents', search })} />}
      {(search.add === 'agent' || search.add === 'tool') && author && <Register kind={search.add} onClose={() => set({ add: undefined })} />}
      {(search.add === 'discover' || search.add === 'discover-text') && author && <Discover way={search.add} onWay={(add) => set({ add })} onClose={() => set({ add: undefined })} />}
    </div>
  )
}
