import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Proposal } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { DiffView } from '../../ui/DiffView'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Time } from '../../ui/Time'
import { WhyDialog } from '../../ui/WhyDialog'
import { BacktestPanel, Consequences, Counts } from './BacktestPanel'
import { agreeing, usePeople, usePolicies, usePolicy, useProposals } from './data'

/** Policies that may ask less than today wait here until somebody else agrees. */
export function Proposals() {
  const proposals = useProposals()
  if (proposals.error && !proposals.data) return <div className="Section"><ErrorBox error={proposals.error} onRetry={() => void proposals.refetch()} /></div>
  if (!proposals.data) return <Skeleton />
  if (proposals.data.items.length === 0) {
    return <Empty title="Nothing waits for a second person">A policy that may ask or stop less than what is in force waits here until somebody else agrees.</Empty>
  }
  return <>{proposals.data.items.map((each) => <Item key={each.digest} proposal={each} />)}</>
}

function Item({ proposal }: { proposal: Proposal }) {
  const who = useWho().data
  const client = useQueryClient()
  const inForce = usePolicies().data?.items.some((each) => each.name === proposal.name) ?? false
  const policy = usePolicy(proposal.name, inForce)
  const people = usePeople().data?.items
  const [open, setOpen] = useState<'approve' | 'reject'>()
  const refused = !may(who, 'author') ? 'Only authors may' : undefined
  const own = proposal.by === who?.name ? 'You proposed it: somebody else has to agree' : undefined
  const path = `/api/v1/proposals/${encodeURIComponent(proposal.name)}`
  const fresh = () => client.invalidateQueries({ queryKey: ['house'] })
  const title = proposal.act === 'withdraw' ? `Withdraw ${proposal.name}` : `${proposal.name} ${proposal.version}`
  return (
    <section className="Proposal stack" aria-label={title}>
      <div className="line">
        <h2><Link to="/policies/$name" params={{ name: proposal.name }} className="Policies-name">{title}</Link></h2>
        <Chip tone="hold">waits for a second person</Chip>
        {proposal.stale && <Chip>other policies were changed since</Chip>}
        <span className="grow" />
        <Button why={refused} onClick={() => setOpen('reject')}>Reject</Button>
        <Button look="main" why={refused ?? own} onClick={() => setOpen('approve')}>Agree</Button>
      </div>
      <p>{proposal.by}, <Time at={proposal.proposed} />: {proposal.why || <span className="faint">no reason given</span>}</p>
      <p className="soft">{agreeing(people, proposal.by)}</p>
      <div className="Proposal-two">
        <div className="stack">
          <h3>What it would have changed in the last 30 days</h3>
          <Counts of={proposal.backtest} />
          <Consequences of={proposal.backtest} />
          {proposal.source && (
            <details className="Proposal-again">
              <summary>Judge it once more, and see the runs</summary>
              <BacktestPanel source={proposal.source} why={refused} />
            </details>
          )}
        </div>
        <div className="stack">
          <h3>{inForce ? 'Against what is in force' : 'Nothing of that name is in force'}</h3>
          {(!inForce || policy.data) && <DiffView label="The difference" before={policy.data?.source ?? ''} after={proposal.source ?? ''} />}
        </div>
      </div>
      {open === 'approve' && (
        <WhyDialog title={`Agree to ${title}?`} verb="Agree" onClose={() => setOpen(undefined)}
          act={(why) => post(`${path}/approve`, { digest: proposal.digest, why }).then(fresh)}>
          <p>{proposal.act === 'withdraw' ? 'It no longer holds from then on.' : 'It is in force from then on, exactly as it is shown here.'}</p>
        </WhyDialog>
      )}
      {open === 'reject' && (
        <WhyDialog danger title={`Reject ${title}?`} verb="Reject" onClose={() => setOpen(undefined)} act={(why) => post(`${path}/reject`, { why }).then(fresh)}>
          <p>What is in force stays so.</p>
        </WhyDialog>
      )}
    </section>
  )
}
