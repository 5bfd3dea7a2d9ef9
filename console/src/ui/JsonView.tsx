import { Fragment } from 'react'
import type { Json, JsonObject } from '../api/types'
import { visible, visibleJson, visibleLine } from './visible'
import './JsonView.css'

const DEPTH = 6
const COLUMNS = 6

/** Any JSON, all of it and nothing hidden: objects as terms, lists as numbered ones, lists of flat objects as tables. */
export function JsonView({ data, marks, path = '', depth = 0 }: {
  data: Json
  /** JSON Pointers of what is to stand out. */
  marks?: ReadonlySet<string>
  path?: string
  depth?: number
}) {
  if (data !== null && typeof data === 'object' && depth < DEPTH) {
    if (Array.isArray(data)) {
      const columns = columnsOf(data)
      if (columns.length) return <FlatTable rows={data as JsonObject[]} columns={columns} />
      if (data.length) {
        return (
          <ol className="JsonView-list">
            {data.map((item, i) => <li key={i}><JsonView data={item} marks={marks} path={`${path}/${i}`} depth={depth + 1} /></li>)}
          </ol>
        )
      }
    } else if (Object.keys(data).length) {
      return (
        <dl className="JsonView">
          {Object.entries(data).map(([name, value]) => {
            const pointer = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
            return (
              <div key={name} className={[marks?.has(pointer) && 'JsonView-marked', nests(value) && 'JsonView-nested'].filter(Boolean).join(' ') || undefined}>
                <dt><Name name={name} /></dt>
                <dd><JsonView data={value} marks={marks} path={pointer} depth={depth + 1} /></dd>
              </div>
            )
          })}
        </dl>
      )
    }
  }
  return <Value data={data} />
}

/** What has parts stands below its name: beside it there would soon be no room left. */
function nests(value: Json): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0
}

/** A name, which may break after what joins its words. */
export function Name({ name }: { name: string }) {
  const parts = visibleLine(name).split(/(?<=[_.:/-])/)
  return parts.map((part, i) => <Fragment key={i}>{i > 0 && <wbr />}{part}</Fragment>)
}

function Value({ data }: { data: Json }) {
  if (typeof data === 'string' && data.trim()) return <span className="JsonView-text">{visible(data)}</span>
  if (typeof data === 'number') return <span className="JsonView-text numbers">{String(data)}</span>
  return <code className="JsonView-code">{visibleJson(JSON.stringify(data))}</code>
}

/** What a table of these items has as columns; none if a table does not suit them. */
function columnsOf(items: Json[]): string[] {
  const columns = new Set<string>()
  for (const item of items) {
    const flat = item !== null && typeof item === 'object' && !Array.isArray(item)
      && Object.values(item).every((value) => value === null || typeof value !== 'object')
    if (!flat) return []
    Object.keys(item).forEach((name) => columns.add(name))
  }
  return columns.size > COLUMNS ? [] : [...columns]
}

function FlatTable({ rows, columns }: { rows: JsonObject[]; columns: string[] }) {
  return (
    <div className="scrolls" tabIndex={0} role="group" aria-label="Table">
      <table className="JsonView-table">
        <thead><tr>{columns.map((name) => <th key={name} scope="col">{visibleLine(name)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>{columns.map((name) => <td key={name}>{name in row && <Value data={row[name] ?? null} />}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** JSON as it is written, for code and exact calls. */
export function JsonCode({ data }: { data: Json }) {
  return <pre className="JsonCode">{visibleJson(JSON.stringify(data, null, 2))}</pre>
}
