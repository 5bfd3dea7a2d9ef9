import { KeyRound } from 'lucide-react'
import type { Discovered } from '../../api/house'
import { Problem } from '../../api/client'
import { Chip, Tag } from '../../ui/Chip'
import { Table } from '../../ui/Table'
import { visible, visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'

export type Registering = 'done' | Error

/** What was found, each with what would register it. */
export function Finds({ items, unread, left, registering, refusal, onLeave }: {
  items: readonly Discovered[]
  unread: readonly string[]
  left: ReadonlySet<string>
  registering: Readonly<Record<string, Registering>>
  refusal: (each: Discovered) => string | undefined
  onLeave: (key: string) => void
}) {
  return (
    <div className="stack" role="status">
      {items.length === 0 ? <p><strong>Nothing was found</strong> that is an agent or a tool server.</p> : (
        <Table label="What was found" rows={items} rowKey={(each) => each.at + each.name} columns={[
          { name: 'name', head: 'Found', cell: (each) => <><strong>{visibleLine(each.name)}</strong> <Tag>{each.kind}</Tag><span className="Discover-reach faint">{visibleLine(each.reach)}</span>{elsewhere(each) && <span className="Discover-wrong">leads to another host than it was found at</span>}</> },
          { name: 'effects', head: 'May do', cell: (each) => <>{each.effects}{each.offers.length > 0 && <span className="Discover-reach faint">{visibleLine(each.offers.join(', '))}</span>}</> },
          { name: 'leaks', head: 'In clear text', cell: (each) => <Leaks of={each} /> },
          { name: 'state', head: 'Registered as', cell: (each) => <State of={each} why={refusal(each)} now={registering[each.at + each.name]} taken={!left.has(each.at + each.name)} onTake={() => onLeave(each.at + each.name)} /> },
        ]} />
      )}
      {unread.length > 0 && (
        <details className="Discover-folders" open={items.length === 0}>
          <summary>{count(unread.length, 'place')} told nothing</summary>
          <ul>{unread.map((each) => <li key={each} className="soft">{visibleLine(each)}</li>)}</ul>
        </details>
      )}
    </div>
  )
}

/** Whether what an address says of itself leads away from it. */
export function elsewhere({ at, reach }: Pick<Discovered, 'at' | 'reach'>): boolean {
  const found = at.replace(/:\d+$/, '') // Its line.
  return URL.canParse(found) && /^https?:/.test(found) && URL.canParse(reach) && new URL(found).host !== new URL(reach).host
}

function Leaks({ of }: { of: Discovered }) {
  if (!of.credentials.length) return <span className="faint">none</span>
  return (
    <ul>
      {of.credentials.map((each) => <li key={each} className="Discover-leak"><KeyRound size={14} aria-label="Credential" /> {visibleLine(each)}</li>)}
    </ul>
  )
}

function State({ of, why, now, taken, onTake }: { of: Discovered; why: string | undefined; now: Registering | undefined; taken: boolean; onTake: () => void }) {
  if (now === 'done') return <Chip tone="done">registered</Chip>
  return (
    <>
      {why === undefined
        ? <label className="Discover-take"><input type="checkbox" checked={taken} onChange={onTake} /> <span>{of.draft?.name}, of {of.owner}</span></label>
        : <span className="soft">{why}</span>}
      {of.overlaps.map((each) => <span key={each} className="Discover-reach faint">{visibleLine(each)}</span>)}
      {now instanceof Error && <span className="Discover-wrong">{now instanceof Problem && now.detail ? now.detail : now.message}</span>}
      {of.draft && (
        <details className="Discover-folders">
          <summary>Its file</summary>
          <pre className="Discover-file">{visible(of.draft.source)}</pre>
        </details>
      )}
    </>
  )
}
