import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Json } from '../../api/types'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { JsonCode } from '../../ui/JsonView'
import { Skeleton } from '../../ui/Skeleton'
import { exactWhere } from '../../ui/Time'
import { count, span } from '../../ui/words'
import { useEntries } from './data'
import type { Entry } from './types'
import './Facts.css'

const ROW = 32

interface Fact {
  key: string
  entry: Entry
  fact: Entry['facts'][number] | undefined
  first: boolean
}

/** Everything that happened, as it stands in the journal; more comes in below. */
export function Facts({ run, started }: { run: string; started: string }) {
  const entries = useEntries(run)
  const [text, setText] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const scroll = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries

  const all = useMemo(() => entries.data?.pages.flatMap((page) => page.items) ?? [], [entries.data])
  const facts = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    const every = all.flatMap((entry): Fact[] => entry.facts.length
      ? entry.facts.map((fact, i) => ({ key: `${entry.number}.${i}`, entry, fact, first: i === 0 }))
      : [{ key: `${entry.number}`, entry, fact: undefined, first: true }])
    return wanted ? every.filter(({ fact }) => fact && JSON.stringify(fact).toLowerCase().includes(wanted)) : every
  }, [all, text])
  const virtual = useVirtualizer({ count: facts.length, getScrollElement: () => scroll.current, estimateSize: () => ROW, overscan: 16, getItemKey: (i) => facts[i]?.key ?? i })
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && (text || last > facts.length - 100)) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, facts.length, text])

  if (entries.error && !all.length) return <ErrorBox error={entries.error} onRetry={() => void entries.refetch()} />
  if (entries.isPending) return <Skeleton rows={10} label="Loading facts" />
  const toggle = (key: string) => setOpen((before) => {
    const after = new Set(before)
    if (!after.delete(key)) after.add(key)
    return after
  })
  return (
    <div className="Facts">
      <div className="Facts-bar">
        <input type="search" value={text} placeholder="Find in the facts" aria-label="Find in the facts" onChange={(event) => setText(event.target.value)} />
        <span className="faint numbers">{count(facts.length, 'fact')}{hasNextPage ? ', more to come' : ''}</span>
      </div>
      {facts.length ? (
        <div ref={scroll} className="Facts-scroll" tabIndex={0} role="region" aria-label="Facts">
          <ol style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map((item) => {
              const each = facts[item.index]
              return each && (
                <li key={item.key} ref={virtual.measureElement} data-index={item.index} className="Facts-row" style={{ transform: `translateY(${item.start}px)` }}>
                  <Line fact={each} started={started} open={open.has(each.key)} onToggle={() => toggle(each.key)} />
                </li>
              )
            })}
          </ol>
        </div>
      ) : <Empty title="No fact holds this" action={<Button onClick={() => setText('')}>Show all facts</Button>}>Asked for “{text}”.</Empty>}
    </div>
  )
}

function Line({ fact: { entry, fact, first }, started, open, onToggle }: { fact: Fact; started: string; open: boolean; onToggle: () => void }) {
  const Mark = open ? ChevronDown : ChevronRight
  return (
    <>
      <button type="button" className={`Facts-line ${first ? 'Facts-first' : ''}`} aria-expanded={open} onClick={onToggle} disabled={!fact}>
        <span className="Facts-number numbers faint">{first ? entry.number : ''}</span>
        <time className="Facts-time numbers faint" dateTime={entry.at} onPointerEnter={exactWhere(Date.parse(entry.at))}>
          {first ? `+${span(Date.parse(entry.at) - Date.parse(started))}` : ''}
        </time>
        <Mark size={14} aria-hidden="true" />
        <strong>{fact ? words(fact.type) : 'Erased'}</strong>
        <span className="cut soft">{fact ? summary(fact) : 'what it said was erased; that it was there stays'}</span>
      </button>
      {open && fact && <div className="Facts-all"><JsonCode data={rest(fact)} /></div>}
    </>
  )
}

/** EffectSettled: Effect settled. */
export function words(type: string): string {
  const split = type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return split.charAt(0).toUpperCase() + split.slice(1)
}

const telling = ['place', 'step', 'key', 'task', 'team', 'question', 'target', 'chosen', 'rule', 'reason', 'why', 'by', 'answer', 'state', 'until', 'attempt']

/** The short texts of a fact that tell it from others. */
function summary(fact: Entry['facts'][number]): string {
  const found = telling.flatMap((name) => {
    const value = fact[name]
    return (typeof value === 'string' && value) || typeof value === 'number' ? [`${name === 'place' || name === 'key' ? '' : `${name} `}${value}`] : []
  })
  return found.join(' · ')
}

function rest({ type: _, ...all }: Entry['facts'][number]): Json {
  return all
}
