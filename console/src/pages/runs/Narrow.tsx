import { StateChip } from '../../ui/Chip'
import { figure } from '../../ui/words'
import { STATUSES, toggled } from './filter'
import type { Filter } from './filter'
import type { Facets, Named } from './types'
import './Narrow.css'

/** What the list can be narrowed to, with how many runs there would be. */
export function Narrow({ facets, agents, filter, onFilter }: {
  facets: Facets
  /** How many runs called which; counted apart, for it takes longer. */
  agents: readonly Named[]
  filter: Filter
  onFilter: (filter: Filter) => void
}) {
  return (
    <aside className="Narrow" aria-label="Narrow the list">
      <fieldset>
        <legend>Status</legend>
        {STATUSES.map((status) => (
          <Choice key={status} runs={facets.status[status] ?? 0} chosen={filter.status.includes(status)}
            onChoose={() => onFilter({ ...filter, status: toggled(filter.status, status) })}>
            <StateChip state={status} word={status === 'completed' ? 'completed' : status === 'faulted' ? 'failed' : status} />
          </Choice>
        ))}
        <Choice runs={facets.inDoubt} chosen={filter.inDoubt} onChoose={() => onFilter({ ...filter, inDoubt: !filter.inDoubt })}>
          <StateChip state="in-doubt" />
        </Choice>
      </fieldset>
      <Names legend="Workflow" named={facets.workflow} chosen={filter.workflow} shown={(name) => name.slice(name.indexOf('/') + 1)}
        onChoose={(name) => onFilter({ ...filter, workflow: toggled(filter.workflow, name) })} />
      <Names legend="Owner" named={facets.owner} chosen={filter.owner ? [filter.owner] : []} shown={(name) => name || 'nobody'}
        onChoose={(name) => onFilter({ ...filter, owner: filter.owner === name ? undefined : name })} />
      <Names legend="Agent" named={agents} chosen={filter.agent ? [filter.agent] : []} shown={(name) => name}
        onChoose={(name) => onFilter({ ...filter, agent: filter.agent === name ? undefined : name })} />
    </aside>
  )
}

function Names({ legend, named, chosen, shown, onChoose }: {
  legend: string
  named: readonly Named[]
  chosen: readonly string[]
  shown: (name: string) => string
  onChoose: (name: string) => void
}) {
  const missing = chosen.filter((name) => !named.some((each) => each.name === name)).map((name) => ({ name, runs: 0 }))
  const all = [...named, ...missing]
  if (!all.length) return null
  return (
    <fieldset>
      <legend>{legend}</legend>
      {all.map(({ name, runs }) => (
        <Choice key={name} runs={runs} chosen={chosen.includes(name)} onChoose={() => onChoose(name)}>
          <span className="cut" title={name}>{shown(name)}</span>
        </Choice>
      ))}
    </fieldset>
  )
}

function Choice({ runs, chosen, onChoose, children }: { runs: number; chosen: boolean; onChoose: () => void; children: React.ReactNode }) {
  return (
    <label className={`Narrow-choice ${runs || chosen ? '' : 'Narrow-none'}`}>
      <input type="checkbox" checked={chosen} onChange={onChoose} />
      <span className="grow Narrow-name">{children}</span>
      <span className="numbers faint">{figure(runs)}</span>
    </label>
  )
}
