import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Search } from '../../app/router'
import { PageHead } from '../../ui/PageHead'
import { Tabs } from '../../ui/Tabs'
import { DeedList } from './DeedList'
import { Ledger } from './Ledger'

/** Who did what, and the proof of it. */
export function Page() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const tab = search.tab === 'ledger' ? 'ledger' : 'deeds'
  return (
    <>
      <PageHead title="Audit" about="Who did what and why, in a ledger to which lines are only ever added.">
        <Tabs label="Audit" chosen={tab} tabs={[{ name: 'deeds', label: 'Who did what' }, { name: 'ledger', label: 'The ledger' }]}
          onChoose={(chosen) => void navigate({ to: '.', search: chosen === 'ledger' ? { tab: 'ledger' } : {} })} />
      </PageHead>
      {tab === 'deeds' ? <DeedList search={search} /> : <Ledger />}
    </>
  )
}
