import type { ReactNode } from 'react'
import './Table.css'

export interface Column<Row> {
  name: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** Figures stand right and under each other. */
  figures?: boolean
  width?: string
}

/** A plain table; for thousands of rows use @tanstack/react-virtual instead. */
export function Table<Row>({ label, columns, rows, rowKey, chosen, onChoose }: {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  chosen?: string
  onChoose?: (row: Row) => void
}) {
  return (
    <div className="Table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="Table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={column.figures ? 'Table-figures' : undefined} style={{ width: column.width }}>
                {column.head === '' ? <span className="unseen">Actions</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={onChoose ? 'Table-choice' : undefined} aria-selected={chosen === undefined ? undefined : chosen === rowKey(row)}
              onClick={onChoose && (() => onChoose(row))}>
              {columns.map((column) => (
                <td key={column.name} className={column.figures ? 'Table-figures' : undefined}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
