import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from '../../app/keys'
import { useWho } from '../../app/who'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { TaskView } from '../task/TaskView'
import { Batch } from './Batch'
import { List } from './List'
import { Nothing } from './Nothing'
import { SavedViews } from './SavedViews'
import { nextOf, stepFrom } from './settle'
import { useInbox } from './useInbox'
import { VIEWS, hasRoom, viewOf } from './views'
import './Page.css'

/** The work queue, and home: what waits, the one being decided, and what there is to look at. */
export function Page() {
  const { task: asked } = useParams({ strict: false })
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const me = useWho().data?.name ?? ''
  const view = viewOf(search.view)
  const text = search.q ?? ''
  const [held, setHeld] = useState(false)
  const inbox = useInbox(view, text, me, held)
  const ids = useMemo(() => inbox.rows.filter((each) => !each.gone).map((each) => each.row.id), [inbox.rows])
  const first = inbox.current ? ids[0] : undefined
  const chosen = asked ?? (hasRoom() ? first : undefined)
  const picked = useMemo(() => new Set((search.pick ?? '').split(',').filter((id) => ids.includes(id))), [search.pick, ids])

  const open = useCallback((id: string | undefined, replace = false) => {
    const pick = search.pick
    void (id
      ? navigate({ to: '/inbox/$task', params: { task: id }, search: { ...search, pick }, replace })
      : navigate({ to: '/inbox', search, replace }))
  }, [navigate, search])
  const seek = useCallback((change: Record<string, string | undefined>) => {
    void navigate({ to: '.', search: { ...search, ...change }, replace: 'q' in change || 'pick' in change })
  }, [navigate, search])
  const pick = useCallback((id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    seek({ pick: [...next].join(',') || undefined })
  }, [picked, seek])

  useEffect(() => {
    if (chosen && !asked) open(chosen, true) // The address says what is shown.
  }, [chosen, asked, open])
  useKeys('Inbox', useMemo(() => {
    const move = (step: 1 | -1) => () => open(stepFrom(ids, chosen, step), true)
    const batchable = inbox.rows.find((each) => each.row.id === chosen)?.row.batchable
    return {
      j: { says: 'Next task', act: move(1) },
      k: { says: 'Task before', act: move(-1) },
      '/': { says: 'Filter', act: () => document.getElementById('inbox-filter')?.focus() },
      ...(batchable && chosen ? { ' ': { says: 'Choose it, to decide several at once', act: () => pick(chosen) } } : {}),
    }
  }, [ids, chosen, open, inbox.rows, pick]))

  const left = useRef(false)
  const onLeft = useCallback((id: string) => {
    left.current = true
    open(nextOf(ids, id), true)
  }, [ids, open])
  useEffect(() => {
    if (!left.current || !chosen) return
    left.current = false
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.Line-link[aria-current]')?.focus())
  }, [chosen])
  const onTogether = useCallback(() => {
    const rest = ids.filter((id) => !picked.has(id))
    const next = chosen && !picked.has(chosen) ? chosen : rest[0]
    const { pick: _, ...kept } = search
    void (next ? navigate({ to: '/inbox/$task', params: { task: next }, search: kept, replace: true }) : navigate({ to: '/inbox', search: kept }))
  }, [ids, picked, chosen, search, navigate])
  const onBack = useCallback((id: string) => open(id), [open])
  const rows = inbox.rows
  return (
    <div className={`Inbox ${chosen ? 'Inbox-open' : ''}`}>
      <div className="Inbox-top">
        <h1 className="unseen">Inbox</h1>
        <Tabs label="Which tasks" chosen={view} onChoose={(name) => void navigate({ to: '/inbox', search: { ...search, view: name === 'mine' ? undefined : name, pick: undefined } })}
          tabs={VIEWS.map(({ name, label }) => ({ name, label, count: name === view && inbox.loaded ? inbox.latest.length : undefined }))} />
        <div className="Inbox-seek">
          <input id="inbox-filter" type="search" placeholder="Filter (/)" aria-label="Filter" defaultValue={text} key={view} autoComplete="off"
            onChange={(event) => seek({ q: event.target.value || undefined })}
            onKeyDown={(event) => { if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur() }} />
          <SavedViews />
        </div>
      </div>
      <div className="Inbox-list">
        {!inbox.loaded ? inbox.query.error && !inbox.query.data
          ? <ErrorBox error={inbox.query.error} onRetry={() => void inbox.query.refetch()} />
          : <Skeleton rows={8} />
          : rows.length > 0 && <List rows={rows} fresh={inbox.fresh} chosen={chosen} picked={picked} onShow={inbox.show} onHold={setHeld} onOpen={open} onPick={pick} />}
        {inbox.loaded && rows.length === 0 && <span className="Inbox-none" />}
        {picked.size > 0 && <Batch rows={rows.map((each) => each.row).filter((each) => picked.has(each.id))} onDone={onTogether} onClear={() => seek({ pick: undefined })} />}
      </div>
      <div className="Inbox-task">
        <Link className="Inbox-back" to="/inbox" search={search}>All tasks</Link>
        {chosen
          ? <TaskView key={chosen} id={chosen} onLeft={onLeft} onBack={onBack} />
          : inbox.loaded && rows.length === 0 && <Nothing view={view} filtered={!!text} />}
      </div>
    </div>
  )
}
