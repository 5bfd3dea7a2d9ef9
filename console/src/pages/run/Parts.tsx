import { Link } from '@tanstack/react-router'
import { Bot, MessageSquare, User, Wrench } from 'lucide-react'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { JsonView } from '../../ui/JsonView'
import { Time } from '../../ui/Time'
import type { Json } from '../../api/types'
import { RunState } from '../runs/RunState'
import { EffectShown } from './Detail'
import type { Effect, Whole } from './types'
import './Parts.css'

/** All acts on the outside, in the order in which they were wanted. */
export function Effects({ run, onStep }: { run: Whole; onStep: (place: string) => void }) {
  if (!run.effects.length) return <Empty title="It did nothing to the outside">{run.erased ? 'What it did was erased.' : 'Its steps so far only reckoned or waited.'}</Empty>
  return (
    <div className="Parts">
      {groups(run.effects).map(([place, effects]) => (
        <section key={place} className="stack">
          <h2 className="Parts-place"><Button look="quiet" onClick={() => onStep(place)}>{place}</Button></h2>
          {effects.map((effect) => <EffectShown key={effect.key} effect={effect} />)}
        </section>
      ))}
      {!!run.effectsLeftOut && <p className="faint">{run.effectsLeftOut} more are left out here; the facts have them.</p>}
    </div>
  )
}

function groups(effects: readonly Effect[]): [string, Effect[]][] {
  const found = new Map<string, Effect[]>()
  for (const effect of effects) found.set(effect.place, [...(found.get(effect.place) ?? []), effect])
  return [...found]
}

/** What went in and what came out; the runs it began; what it was told of what became of it. */
export function InOut({ run }: { run: Whole }) {
  return (
    <div className="Parts Parts-two">
      <section className="stack">
        <h2>Input</h2>
        {run.erased ? <p className="soft">It was erased.</p> : <JsonView data={run.input ?? null} />}
      </section>
      <section className="stack">
        <h2>{run.error ? 'Error' : 'Output'}</h2>
        {run.error ? <JsonView data={run.error as Json} /> : run.output !== undefined ? <JsonView data={run.output} /> : <p className="soft">{run.cancelled ? 'It was cancelled.' : run.erased ? 'It was erased.' : 'It has not ended.'}</p>}
        {run.outcomes?.map((outcome) => (
          <div key={outcome.at} className="stack">
            <h3>What became of it{outcome.good === undefined ? '' : outcome.good ? ': good' : ': bad'}</h3>
            <JsonView data={outcome.outcome} />
            <p className="faint">Reported by {outcome.by}, <Time at={outcome.at} /></p>
          </div>
        ))}
        {!!run.children?.length && (
          <div className="stack">
            <h3>Runs that it began</h3>
            {run.children.map((child) => (
              <p key={child.id} className="line"><RunState run={child} /> <Link to="/runs/$run" params={{ run: child.id }}>{child.id}</Link> <span className="soft">{child.workflow}</span> <Time at={child.started} /></p>
            ))}
            {run.moreChildren && <Link to="/runs" search={{ parent: run.id }}>All of them</Link>}
          </div>
        )}
      </section>
    </div>
  )
}

interface Said {
  who: string
  kind: 'person' | 'agent' | 'tool' | 'model'
  text: Json
  at?: string
  place: string
}

/** What agents, models, tools and people said, as one talk. */
export function Talk({ run }: { run: Whole }) {
  const said = talkOf(run.effects)
  if (!said.length) return <Empty title="Nothing was said yet">{run.erased ? 'What was said was erased.' : 'What agents and tools are asked, and what they answer, stands here.'}</Empty>
  const icons = { person: User, agent: Bot, tool: Wrench, model: MessageSquare }
  return (
    <ol className="Parts Parts-talk">
      {said.map((each, i) => {
        const Icon = icons[each.kind]
        return (
          <li key={i} className={`Parts-said Parts-of-${each.kind}`}>
            <p className="line"><Icon size={14} aria-hidden="true" /> <strong>{each.who}</strong> <span className="faint">{each.place}</span> {each.at && <Time at={each.at} />}</p>
            <JsonView data={each.text} />
          </li>
        )
      })}
    </ol>
  )
}

export function talkOf(effects: readonly Effect[]): Said[] {
  return effects.filter((effect) => effect.output !== undefined || effect.error).map((effect) => ({
    who: effect.target,
    kind: /#.*(tool|call)/.test(effect.key) || effect.target.includes('/') ? 'tool' : effect.work === 'chat' ? 'model' : 'agent',
    text: effect.output ?? (effect.error as Json) ?? null,
    at: effect.settled,
    place: effect.place,
  }))
}
