import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { previewQuery } from '../../api/insights'
import type { Preview as Told } from '../../api/insights'
import { visibleLine } from '../../ui/visible'
import { money, span } from '../../ui/words'
import type { WorkflowShown } from './data'

/** What a run will probably take, cost and ask of whom, as earlier runs tell; nothing until that is known. */
export function Preview({ workflow: { namespace, name, version, id } }: { workflow: WorkflowShown }) {
  const { data } = useQuery(previewQuery(namespace, name, version))
  if (!data) return null
  return (
    <p className="Workflows-facts soft" aria-label="What a run will probably take">
      {data.known && <Facts told={data} />}
      <Link to="/insights" search={{ tab: 'time', by: 'workflow', workflow: id }} title="How its runs went">{data.known ? visibleLine(data.says) : `Preview: ${visibleLine(data.says)}`}</Link>
    </p>
  )
}

function Facts({ told }: { told: Told }) {
  return (
    <>
      {told.took && <span>A run takes {span(told.took.p50Ms)}, rarely more than {span(told.took.p95Ms)}</span>}
      {told.cost?.map((each) => <span key={each.currency}>Costs {money(Number(each.p50), each.currency)}, rarely more than {money(Number(each.p95), each.currency)}</span>)}
      {told.people?.map((each) => (
        <span key={each.team}>Asks {visibleLine(each.team)}{each.share !== undefined && ` in ${Math.round(each.share * 100)} % of runs`}, who decide in {span(each.open.p50Ms)}</span>
      ))}
      {told.people?.length === 0 && <span>Asks nobody</span>}
    </>
  )
}
