import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { IconButton } from '../../ui/Button'
import { StateChip, Tag } from '../../ui/Chip'
import { Id } from '../../ui/Id'
import { JsonView } from '../../ui/JsonView'
import { Time } from '../../ui/Time'
import { count, money, span } from '../../ui/words'
import { StepMark, stepWord } from './StepMark'
import type { Choice, Effect, Row, Span, Whole } from './types'
import './Detail.css'

/** All that is known of the chosen step: what went in and came out, what was allowed and by which rule, what it cost. */
export function Detail({ run, rows, chosen, now, onClose, onRerun }: {
  run: Whole
  rows: readonly Row[]
  /** The rows of the step; several where it was done several times. */
  chosen: string
  now: number
  onClose: () => void
  onRerun?: (place: string) => void
}) {
  const mine = rows.filter((row) => row.place === chosen || row.step === chosen)
  const row = mine[0]
  const places = new Set(mine.map((each) => each.place))
  const keys = new Set(mine.flatMap((each) => each.effects ?? []))
  const effects = run.effects.filter((effect) => (keys.size ? keys.has(effect.key) : places.has(effect.place)))
  const tasks = run.tasks.filter((task) => places.has(task.place) || mine.some((each) => each.tasks?.includes(task.id)))
  const choices = (run.choices ?? []).filter((choice) => places.has(choice.place))
  return (
    <section className="Detail" aria-label="The chosen step">
      <header className="Detail-head line">
        {row && <StepMark state={row.state} />}
        <h2 className="cut">{row?.label ?? chosen}</h2>
        {row && <span className="soft">{stepWord(row.state)}</span>}
        {mine.length > 1 && <span className="soft numbers">{count(mine.length, 'time')}</span>}
        <span className="grow" />
        {row && mine.length === 1 && onRerun && row.state !== 'planned' && !/[/#*]/.test(row.place) && (
          <button type="button" className="Button" onClick={() => onRerun(row.place)}>Rerun from here …</button>
        )}
        <IconButton label="Close the step" onClick={onClose}><X size={16} aria-hidden="true" /></IconButton>
      </header>
      <div className="Detail-body">
        {row && mine.length === 1 && <Times row={row} now={now} />}
        {choices.map((choice) => <Chosen key={`${choice.place} ${choice.at}`} choice={choice} />)}
        {tasks.map((task) => (
          <p key={task.id} className="Detail-task line">
            <StateChip state={task.state} /> <Link to="/inbox/$task" params={{ task: task.id }}>{task.question}</Link>
            <span className="faint">{task.team}{task.due && <> · due <Time at={task.due} /></>}</span>
          </p>
        ))}
        {effects.map((effect) => <EffectShown key={effect.key} effect={effect} open={effects.length <= 2} />)}
        {!effects.length && !tasks.length && (
          <p className="faint">{row?.state === 'planned' ? 'It has not begun.' : run.erased ? 'What it did was erased.' : 'It did nothing to the outside; the facts tell what it set.'}</p>
        )}
      </div>
    </section>
  )
}

const kinds: Record<string, string> = { work: 'work', person: 'waiting for a person', timer: 'waiting for time', queue: 'waiting for its turn', hold: 'held' }

function Times({ row, now }: { row: Row; now: number }) {
  const sums = new Map<string, number>()
  for (const each of row.spans) sums.set(each.kind, (sums.get(each.kind) ?? 0) + length(each, now))
  return (
    <dl className="Detail-times">
      {row.from && <div><dt>Began</dt><dd><Time at={row.from} /></dd></div>}
      {[...sums].map(([kind, ms]) => <div key={kind}><dt>{kinds[kind] ?? kind}</dt><dd className="numbers">{span(ms)}</dd></div>)}
      {row.usually !== undefined && <div><dt>usually</dt><dd className="numbers">{span(row.usually)}</dd></div>}
      {(row.attempt ?? 1) > 1 && <div><dt>attempts</dt><dd className="numbers">{row.attempt}</dd></div>}
      {!!row.rounds && <div><dt>rounds</dt><dd className="numbers">{row.rounds}</dd></div>}
      {row.cost && <div><dt>cost</dt><dd className="numbers">{money(Number(row.cost.amount), row.cost.currency)}</dd></div>}
      {!!row.tokens && <div><dt>tokens</dt><dd className="numbers">{row.tokens.toLocaleString('en')}</dd></div>}
      <div><dt>place</dt><dd><code>{row.place}</code></dd></div>
    </dl>
  )
}

function length(each: Span, now: number): number {
  return Math.max(0, (each.to ? Date.parse(each.to) : now) - Date.parse(each.from))
}

function Chosen({ choice }: { choice: Choice }) {
  return <p><Tag>{choice.skill}</Tag> went to <strong>{choice.chosen}</strong>: {choice.why}</p>
}

const states: Record<string, string> = { 'under-way': 'running', queued: 'planned', asked: 'waiting', withdrawn: 'cancelled' }

/** One act on the outside: who was called, what the rules said, what came of it. */
export function EffectShown({ effect, open = false }: { effect: Effect; open?: boolean }) {
  const seconds = effect.intended && effect.settled ? Date.parse(effect.settled) - Date.parse(effect.intended) : undefined
  return (
    <details className="Effect" open={open}>
      <summary>
        <StepMark state={states[effect.state] ?? effect.state} />
        <strong className="cut">{effect.target}</strong>
        {effect.work && effect.work !== effect.target && <span className="soft cut">{effect.work}</span>}
        <Tag>{effect.effect}</Tag>
        {effect.rule && <span className="faint cut">{effect.rule}</span>}
        <span className="faint numbers">
          {[seconds !== undefined && span(seconds), effect.attempts > 1 && `${effect.attempts} attempts`, tokens(effect), effect.cost && money(Number(effect.cost.amount), effect.cost.currency)]
            .filter(Boolean).join(' · ')}
        </span>
      </summary>
      <div className="Effect-body">
        <p className="soft">{verdict(effect)}</p>
        {effect.approved?.map((grant) => (
          <p key={`${grant.rule} ${grant.at}`}>Approved by <strong>{grant.by.join(', ')}</strong> of {grant.team} for {grant.rule}, <Time at={grant.at} /></p>
        ))}
        {effect.changed?.map((change) => <p key={change.to}>Changed by <strong>{change.by}</strong> before it left.</p>)}
        {!!effect.reused && <p>Its result stood in for {count(effect.reused, 'repeat')}.</p>}
        {effect.recalled && <p>Told to stop: {effect.recalled}</p>}
        {effect.error && <p className="Effect-error">{effect.error.title ?? 'It failed'}{effect.error.detail && `: ${effect.error.detail}`}</p>}
        {effect.check && <p>Its check {effect.check.target} is {effect.check.state}.</p>}
        {effect.output !== undefined && <Part name="Output"><JsonView data={effect.output} /></Part>}
        {effect.arguments !== undefined && <Part name="Input"><JsonView data={effect.arguments} /></Part>}
        {effect.evidence !== undefined && <Part name="Evidence"><JsonView data={effect.evidence} /></Part>}
        <p className="faint line">{effect.digest && <>Call <Id id={effect.digest} /></>} Key <Id id={effect.key} most={28} /></p>
      </div>
    </details>
  )
}

function Part({ name, children }: { name: string; children: React.ReactNode }) {
  return <div className="Effect-part"><h3>{name}</h3>{children}</div>
}

function tokens(effect: Effect): string | undefined {
  const sum = (effect.tokensIn ?? 0) + (effect.tokensOut ?? 0)
  return sum ? `${sum.toLocaleString('en')} tokens` : undefined
}

function verdict(effect: Effect): string {
  const says: Record<string, string> = { allow: 'Allowed', ask: 'A person was asked', deny: 'Denied', hold: 'Held' }
  const verb = effect.verdict ? (says[effect.verdict] ?? effect.verdict) : effect.state === 'denied' ? 'Denied' : 'Allowed'
  const rule = effect.rule ? ` by ${effect.rule}` : effect.verdict ? '' : '; no rule said otherwise'
  return `${verb}${rule}${effect.reason ? `: ${effect.reason}` : ''}.`
}
