import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Deed } from '../../api/house'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { visibleLine } from '../../ui/visible'
import { shortened } from '../../ui/words'
import { deedWords, kinds, place, useDeeds } from './data'
import './DeedList.css'

const TYPING_MS = 400
/** So many deeds fill a screen. */
const FILLED = 20
/** So many requests are made before the reader has to ask. */
const PAGES = 8

/** What people and programs did, the newest first. */
export function DeedList({ search }: { search: Search }) {
  const navigate = useNavigate()
  const deeds = useDeeds({ of: search.of, who: search.who, what: search.what, subject: search.subject })
  const set = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })
  const filtered = !!(search.of || search.who || search.what || search.subject)
  const items = deeds.data?.pages.flatMap((page) => page.items) ?? []
  const last = deeds.data?.pages.at(-1)
  const { hasNextPage, isFetching, fetchNextPage } = deeds
  const pages = deeds.data?.pages.length ?? 0
  useEffect(() => {
    // What fits may lie far back: goes on by itself for a while, and then only when asked.
    if (items.length < FILLED && pages < PAGES && hasNextPage && !isFetching) void fetchNextPage()
  }, [items.length, pages, hasNextPage, isFetching, fetchNextPage])
  return (
    <>
      <form className="DeedList-filters" role="search" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <Typed label="By whom" value={search.who} onChange={(who) => set({ who })} />
        <Typed label="Done to what" value={search.subject} onChange={(subject) => set({ subject })} />
        <select aria-label="What was done" value={search.what ?? ''} onChange={(event) => set({ what: event.target.value || undefined })}>
          <option value="">Done: anything</option>
          {kinds.map((kind) => <option key={kind} value={kind}>Done: {deedWords(kind)}</option>)}
        </select>
        <select aria-label="Where" value={search.of ?? ''} onChange={(event) => set({ of: event.target.value || undefined })}>
          <option value="">In the house and in runs</option>
          <option value="house">In the house only</option>
        </select>
        {filtered && <Button look="quiet" onClick={() => void navigate({ to: '.', search: {}, replace: true })}>Clear</Button>}
      </form>
      {deeds.error && !deeds.data && <div className="Section"><ErrorBox error={deeds.error} onRetry={() => void deeds.refetch()} /></div>}
      {(deeds.isPending || (items.length === 0 && deeds.isFetchingNextPage)) && <Skeleton rows={10} />}
      {deeds.data && items.length === 0 && !last?.next && (
        filtered ? <Empty title="Nothing fits these filters" action={<Button onClick={() => void navigate({ to: '.', search: {} })}>Clear the filters</Button>} />
        : <Empty title="Nothing was done yet">Every change of the house and every word to a run stands here.</Empty>
      )}
      {items.length > 0 && (
        <div className="DeedList-table">
          <Table label="Who did what" rows={items} rowKey={(row) => `${row.position}-${row.what}-${row.subject}-${row.by}`} columns={[
            { name: 'at', head: 'When', cell: (row) => <Time at={row.at} /> },
            { name: 'by', head: 'Who', cell: (row) => <button type="button" className="DeedList-who" title="Only theirs" onClick={() => set({ who: row.by })}>{visibleLine(row.by)}</button> },
            { name: 'what', head: 'What', cell: (row) => <What deed={row} /> },
            { name: 'why', head: 'Why', cell: (row) => (row.why ? visibleLine(row.why) : <span className="faint">–</span>) },
            { name: 'entry', head: 'Entry', figures: true, cell: (row) => <span className="faint">{row.position}</span> },
          ]} />
        </div>
      )}
      {last?.next && (
        <div className="DeedList-more">
          <Button why={deeds.isFetchingNextPage ? 'Under way' : undefined} onClick={() => void deeds.fetchNextPage()}>Look further back</Button>
          {last.lookedBackTo && <span className="soft">Looked back to {new Date(last.lookedBackTo).toLocaleString()}.</span>}
        </div>
      )}
    </>
  )
}

function What({ deed }: { deed: Deed }) {
  const at = place(deed)
  const subject = visibleLine(deed.subject)
  const shown = deed.what.startsWith('Task') ? shortened(subject, 18) : subject
  return (
    <>
      {deedWords(deed.what)}{' '}
      {shown && (at ? <Link to={at.to} search={at.search ?? {}} title={subject}>{shown}</Link> : <strong>{shown}</strong>)}
      {deed.detail && <span className="soft"> {deed.what === 'TaskDecided' || deed.what === 'TaskVoted' ? `: ${deed.detail}` : deed.detail}</span>}
      {deed.run && !shown && <Link to="/runs/$run" params={{ run: deed.run }}>{deed.run}</Link>}
    </>
  )
}

/** A filter that is written: asked for a moment after the last letter. */
function Typed({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  useEffect(() => {
    if (text === (value ?? '')) return
    const timer = setTimeout(() => onChange(text || undefined), TYPING_MS)
    return () => clearTimeout(timer)
  })
  return <input type="search" aria-label={label} placeholder={label} value={text} onChange={(event) => setText(event.target.value)} />
}
