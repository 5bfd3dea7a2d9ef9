import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Backtest, Example, Forecast } from '../../api/house'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Id } from '../../ui/Id'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { count } from '../../ui/words'
import { changes } from './data'

const DAY_MS = 86_400_000
const PERIODS = ['7', '30', '90']

/** What the draft would have changed of what is on record. It calls nobody. */
export function BacktestPanel({ source, why }: { source: string; why: string | undefined }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const days = PERIODS.find((each) => each === search.days) ?? '30'
  const [found, setFound] = useState<Backtest & { of: string }>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const set = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })

  function run() {
    setBusy(true)
    setError(undefined)
    const since = new Date(Date.now() - Number(days) * DAY_MS).toISOString()
    post<Backtest>('/api/v1/backtests', { source, since }).then((told) => setFound({ ...told, of: source }), setError).finally(() => setBusy(false))
  }

  return (
    <Section title="Backtest" about="on record, no agents called" actions={
      <span className="line">
        <select aria-label="How far back" value={days} onChange={(event) => set({ days: event.target.value })}>
          {PERIODS.map((each) => <option key={each} value={each}>{each} days</option>)}
        </select>
        <Button why={busy ? 'Under way' : why} onClick={run}>{busy ? 'Judging' : 'Run'}</Button>
      </span>
    }>
      {busy && <Skeleton rows={3} label="Judging what is on record" />}
      {error !== undefined && <ErrorBox error={error} onRetry={run} />}
      {!busy && !error && !found && <p className="soft">Judges every effect on record once more, as if this text were in force.</p>}
      {found && !busy && (
        <div className="stack">
          {found.of !== source && <p className="soft">The text was changed since; run it again.</p>}
          <p>{count(found.effects, 'effect')} of {count(found.runs, 'run')}{!found.whole && ', the newest: there was no time for all'}.</p>
          <Counts of={found} chosen={search.change} onChoose={(change) => set({ change })} />
          <Consequences of={found} />
          {found.badRuns.length > 0 && <p>Of the runs that ended badly it would have asked or stopped: {found.badRuns.slice(0, 10).map((run) => <Link key={run} to="/runs/$run" params={{ run }}>{run} </Link>)}</p>}
          {search.change && <Examples of={found.examples[search.change] ?? []} />}
        </div>
      )}
    </Section>
  )
}

/** The numbers; those that have examples can be opened. */
export function Counts({ of, chosen, onChoose }: { of: Forecast; chosen?: string; onChoose?: (name: string | undefined) => void }) {
  return (
    <div className="Backtest-counts">
      {changes(of).map(({ word, name, count: number, looser }) => {
        const figure = (
          <>
            <span className={`Backtest-count numbers ${looser && number > 0 ? 'Backtest-looser' : ''}`}>{number.toLocaleString('en')}</span>
            <span className="soft">{word}</span>
          </>
        )
        const opens = onChoose && number > 0 && name !== 'unchanged'
        return opens
          ? <button key={name} type="button" aria-pressed={chosen === name} onClick={() => onChoose(chosen === name ? undefined : name)}>{figure}</button>
          : <div key={name}>{figure}</div>
      })}
    </div>
  )
}

export function Consequences({ of }: { of: Forecast }) {
  const { peopleHours, outcomes } = of
  const hours = peopleHours.added - peopleHours.saved
  const load = peopleHours.measuredBy === 0 && of.newlyAsked + of.noLongerAsked > 0 ? 'How long people take for one is not known yet: nobody has decided any.'
    : Math.abs(hours) < 0.01 ? 'People have as much to do as before.'
    : `People have ${Math.abs(hours).toFixed(2)} hours ${hours > 0 ? 'more' : 'less'} to do, measured by ${count(peopleHours.measuredBy, 'decision')}.`
  const caught = outcomes.bad ? ` Of ${count(outcomes.bad, 'effect')} that turned out badly it stops ${outcomes.badDenied} and asks about ${outcomes.badAsked}.` : ''
  const hindered = outcomes.good && outcomes.goodDenied + outcomes.goodAsked > 0
    ? ` Of ${outcomes.good} that turned out well it stops ${outcomes.goodDenied} and asks about ${outcomes.goodAsked}.` : ''
  return <p>{load}{caught}{hindered}</p>
}

function Examples({ of }: { of: readonly Example[] }) {
  if (of.length === 0) return <p className="soft">There are no examples of that.</p>
  return (
    <Table label="Examples" rows={of} rowKey={(row) => row.key} columns={[
      { name: 'run', head: 'Run', cell: (row) => <Link to="/runs/$run" params={{ run: row.run }} search={{ effect: row.key }}>{row.run}</Link> },
      { name: 'target', head: 'Target', cell: (row) => row.target },
      { name: 'now', head: 'Now', cell: (row) => row.now },
      { name: 'then', head: 'With it', cell: (row) => <strong>{row.then}</strong> },
      { name: 'rule', head: 'By', cell: (row) => row.rule },
      { name: 'key', head: 'Effect', cell: (row) => <Id id={row.key} most={16} /> },
    ]} />
  )
}
