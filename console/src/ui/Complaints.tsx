import { CircleAlert, CircleX } from 'lucide-react'
import type { Complaint } from '../api/house'
import { count } from './words'
import './Complaints.css'

/** What the server says is wrong with a text; each leads to its line. */
export function Complaints({ all, onLine }: { all: readonly Complaint[]; onLine: (line: number) => void }) {
  if (!all.length) return null
  return (
    <ul className="Complaints" aria-label="Complaints">
      {all.map((complaint, i) => (
        <li key={i}>
          <button type="button" className={`Complaints-one ${complaint.level === 'warning' ? '' : 'Complaints-error'}`} onClick={() => onLine(complaint.line)}>
            {complaint.level === 'warning' ? <CircleAlert size={14} aria-label="Warning" /> : <CircleX size={14} aria-label="Error" />}
            <span className="numbers faint">{complaint.line}:{complaint.column}</span> <span>{complaint.message}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** How many there are, in words. */
export function verdict(complaints: readonly Complaint[]): string {
  const errors = complaints.filter((complaint) => complaint.level !== 'warning').length
  const warnings = complaints.length - errors
  return [errors && count(errors, 'error'), warnings && count(warnings, 'warning')].filter(Boolean).join(', ')
}
