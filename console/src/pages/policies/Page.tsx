import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { PageHead } from '../../ui/PageHead'
import { Tabs } from '../../ui/Tabs'
import { Budgets } from './Budgets'
import { PolicyList } from './PolicyList'
import { PolicyPage } from './PolicyPage'
import { Proposals } from './Proposals'
import { Switches } from './Switches'
import { useBudgets, usePolicies, useProposals, useThrown } from './data'
import './Page.css'

type Tab = 'policies' | 'proposals' | 'budgets' | 'switches'
const TABS: readonly Tab[] = ['policies', 'proposals', 'budgets', 'switches']

/** The rules of the house: policies, what waits for a second person, budgets and kill switches. */
export function Page() {
  const { name } = useParams({ strict: false })
  return name ? <PolicyPage key={name} name={name} /> : <House />
}

function House() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const who = useWho().data
  const policies = usePolicies()
  const proposals = useProposals()
  const budgets = useBudgets()
  const switches = useThrown()
  const tab = TABS.find((each) => each === search.tab) ?? 'policies'
  const author = may(who, 'author') ? undefined : 'Only authors may'
  const operator = may(who, 'operator') ? undefined : 'Only operators may'
  const plus = <Plus size={16} aria-hidden="true" />

  function set(change: Search) {
    void navigate({ to: '.', search: { ...search, ...change } })
  }

  return (
    <>
      <PageHead title="Policies" about="What may happen without asking, what asks, and what never happens." actions={
        tab === 'budgets' ? <Button look="main" icon={plus} why={author} onClick={() => set({ add: 'budget' })}>Add a budget</Button>
        : tab === 'switches' ? <Button look="danger" why={operator} onClick={() => set({ add: 'switch' })}>Switch something off</Button>
        : <Button look="main" icon={plus} why={author} onClick={() => void navigate({ to: '/policies/$name', params: { name: 'new' }, search: { draft: 'true' } })}>Write a policy</Button>
      }>
        <Tabs label="Rules" chosen={tab} tabs={[
          { name: 'policies', label: 'Policies', count: policies.data?.items.length },
          { name: 'proposals', label: 'For a second person', count: proposals.data?.items.length },
          { name: 'budgets', label: 'Budgets', count: budgets.data?.items.length },
          { name: 'switches', label: 'Switches', count: switches.data?.items.length },
        ]} onChoose={(chosen) => void navigate({ to: '.', search: { tab: chosen === 'policies' ? undefined : chosen } })} />
      </PageHead>
      {tab === 'policies' && <PolicyList />}
      {tab === 'proposals' && <Proposals />}
      {tab === 'budgets' && <Budgets adding={search.add === 'budget'} shown={search.budget} onShow={(budget) => set({ budget, add: undefined })} />}
      {tab === 'switches' && <Switches adding={search.add === 'switch'} onDone={() => set({ add: undefined })} />}
    </>
  )
}
