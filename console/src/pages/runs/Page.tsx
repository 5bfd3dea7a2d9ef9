import { useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowUp, Ban, Pause, Play, RotateCcw, Search as Glass, X } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from '../../app/keys'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button, IconButton } from '../../ui/Button'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { count, figure } from '../../ui/words'
import { Bulk } from './Bulk'
import type { Verb } from './Bulk'
import { LIVE, NO_FILTER, SORTS, askedOf, countedOf, filterOf, partsOf, searchOf, showsEnded } from './filter'
import type { Filter, Sort } from './filter'
import { Histogram } from './Histogram'
import { useCallers, useFacets, useRuns } from './list'
import { Narrow } from './Narrow'
import { RunTable } from './RunTable'
import type { Facets } from './types'
import { Views } from './Views'
import './Page.css'

export function Page() {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const filter = useMemo(() => filterOf(search), [search])
  const asked = useMemo(() => askedOf(filter), [filter])
  const [view, setView] = useState({ from: 0, to: 40 })
  const [verb, setVerb] = useState<Verb | undefined>()
  const who = useWho()
  const runs = useRuns(asked, view)
  const counted = useMemo(() => countedOf(filter), [filter])
  const facets = useFacets<Facets>(counted)
  const callers = useCallers(counted)
  const onView = useCallback((from: number, to: number) => setView({ from, to }), [])
  const go = useCallback((next: Filter, replace = false) => void navigate({ to: '/runs', search: searchOf(next), replace }), [navigate])
  const parts = partsOf(filter)
  const operates = may(who.data, 'operator')

  return (
    <div className="Runs">
      <header className="Runs-head">
        <h1>Runs</h1>
        <Standing facets={facets.data} filter={filter} onFilter={go} />
        <span className="grow" />
        <SearchBox text={filter.text ?? ''} onText={(text) => go({ ...filter, text: text || undefined }, true)} />
        <Views search={searchOf(filter)} onChoose={(chosen) => go(filterOf(chosen))} />
      </header>
      <div className="Runs-body">
        {/* The room of what is counted is kept, so that the list does not move when it comes. */}
        {facets.data ? <Narrow facets={facets.data} agents={callers.data?.agent ?? []} filter={filter} onFilter={go} /> : facets.isPending && <div className="Narrow" />}
        <div className="Runs-list">
          {facets.isPending && <div className="Histogram Histogram-coming" />}
          {facets.data && facets.data.total > 1 && (
            <Histogram histogram={facets.data.histogram} onRange={({ since, until }) => go({ ...filter, since, until })} />
          )}
          <div className="Runs-bar">
            {parts.map((part) => (
              <span key={part.name} className="Tag Runs-part">{part.says}
                <IconButton label={`Without ${part.says}`} onClick={() => go(part.without)}><X size={12} aria-hidden="true" /></IconButton>
              </span>
            ))}
            {parts.length > 0 && <Button look="quiet" onClick={() => go({ ...NO_FILTER, all: filter.all, sort: filter.sort })}>Clear</Button>}
            {runs.newer > 0 && (
              <Button icon={<ArrowUp size={14} aria-hidden="true" />} onClick={runs.again}>{runs.manyNewer ? `${runs.newer}+ new` : `${runs.newer} new`}</Button>
            )}
            <span className="grow" />
            {facets.data && <span className="faint numbers">{count(facets.data.total, 'run')}{facets.data.complete ? '' : ' of the newest'}</span>}
            <select className="Runs-sort" value={filter.sort ?? 'newest'} aria-label="What comes first" onChange={(event) => go({ ...filter, sort: event.target.value === 'newest' ? undefined : event.target.value as Sort })}>
              {Object.entries(SORTS).map(([name, says]) => <option key={name} value={name}>{says}</option>)}
            </select>
            {operates && <Acts onVerb={setVerb} none={!facets.data?.total} />}
          </div>
          {runs.error && !runs.rows.length ? <ErrorBox error={runs.error} onRetry={runs.again} />
            : runs.pending ? <Skeleton rows={12} label="Loading runs" />
            : runs.rows.length ? (
              <RunTable list={runs.list} rows={runs.rows} more={runs.more} total={facets.data?.total ?? 0} costs={filter.sort === 'costliest'} onView={onView} />
            ) : <Nothing facets={facets.data} filter={filter} onFilter={go} />}
        </div>
      </div>
      {verb && <Bulk verb={verb} filter={filter} onClose={() => setVerb(undefined)} />}
    </div>
  )
}

/** How many live; and the way to those that have ended, which are hidden at first. */
function Standing({ facets, filter, onFilter }: { facets: Facets | undefined; filter: Filter; onFilter: (filter: Filter) => void }) {
  if (!facets) return null
  const of = (names: readonly string[]) => names.reduce((sum, name) => sum + (facets.status[name] ?? 0), 0)
  const live = of(LIVE)
  const ended = of(['completed', 'faulted', 'cancelled'])
  const shown = showsEnded(filter) || filter.status.length > 0
  return (
    <p className="soft numbers">
      {figure(live)} live
      {' · '}
      {shown
        ? <>{figure(ended)} ended{filter.all && <> · <button type="button" className="Runs-link" onClick={() => onFilter({ ...filter, all: false })}>hide them</button></>}</>
        : ended ? <button type="button" className="Runs-link" onClick={() => onFilter({ ...filter, all: true })}>show {figure(ended)} ended</button> : 'none ended'}
    </p>
  )
}

const TYPING_MS = 80

function SearchBox({ text, onText }: { text: string; onText: (text: string) => void }) {
  const [typed, setTyped] = useState(text)
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(text)
  }, [text])
  useEffect(() => () => clearTimeout(timer.current), [])
  const keymap = useMemo(() => ({ '/': { says: 'Search runs', act: () => field.current?.focus() } }), [])
  useKeys('Runs', keymap)
  return (
    <label className="Runs-search">
      <Glass size={14} aria-hidden="true" />
      <input ref={field} type="search" value={typed} maxLength={200} placeholder="Id, subject or problem" aria-label="Search runs by id, subject or problem"
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        onChange={(event) => {
          const next = event.target.value
          setTyped(next)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => onText(next.trim()), TYPING_MS)
        }} />
    </label>
  )
}

function Acts({ onVerb, none }: { onVerb: (verb: Verb) => void; none: boolean }) {
  const why = none ? 'There are no runs here' : undefined
  return (
    <span className="Runs-acts" role="group" aria-label="Act on all runs of this filter">
      <span className="faint">All:</span>
      <Button look="quiet" why={why} icon={<Pause size={14} aria-hidden="true" />} onClick={() => onVerb('pause')}>Pause …</Button>
      <Button look="quiet" why={why} icon={<Play size={14} aria-hidden="true" />} onClick={() => onVerb('resume')}>Resume …</Button>
      <Button look="quiet" why={why} icon={<RotateCcw size={14} aria-hidden="true" />} onClick={() => onVerb('retry')}>Retry …</Button>
      <Button look="quiet" why={why} icon={<Ban size={14} aria-hidden="true" />} onClick={() => onVerb('cancel')}>Cancel …</Button>
    </span>
  )
}

function Nothing({ facets, filter, onFilter }: { facets: Facets | undefined; filter: Filter; onFilter: (filter: Filter) => void }) {
  const ended = ['completed', 'faulted', 'cancelled'].reduce((sum, name) => sum + (facets?.status[name] ?? 0), 0)
  if (!partsOf(filter).length && !filter.all && ended) {
    return (
      <Empty title="Nothing runs now" action={<Button look="main" onClick={() => onFilter({ ...filter, all: true })}>Show {count(ended, 'run')} that ended</Button>}>
        Every run has ended.
      </Empty>
    )
  }
  if (filter.sort === 'costliest' && facets?.total) {
    return (
      <Empty title="None of them has cost anything" action={<Button look="main" onClick={() => onFilter({ ...filter, sort: undefined })}>Show the newest first</Button>}>
        Sorted by cost, only runs stand here of which a cost is known.
      </Empty>
    )
  }
  if (partsOf(filter).length) {
    const last = partsOf(filter).at(-1)
    return (
      <Empty title="No run fits" action={
        <div className="line Runs-ways">
          {last && <Button look="main" onClick={() => onFilter(last.without)}>Without {last.says}</Button>}
          {!showsEnded(filter) && !filter.status.length && ended > 0 && <Button onClick={() => onFilter({ ...filter, all: true })}>Look among the ended, too</Button>}
        </div>
      }>
        Asked for: {partsOf(filter).map((part) => part.says).join(', ')}{showsEnded(filter) || filter.status.length ? '' : ', among those that live'}.
      </Empty>
    )
  }
  return (
    <Empty title="There are no runs yet" action={<Command>fermata run start WORKFLOW -i input.json</Command>}>
      A run begins here, from the Workflows page, or in the terminal:
    </Empty>
  )
}
