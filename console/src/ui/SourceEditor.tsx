import { useRef, useState } from 'react'
import type { Complaint } from '../api/house'
import './SourceEditor.css'

const INDENT = '  '

/** Text of a document with line numbers; the lines that are complained of are marked, and a complaint leads to its place. */
export function SourceEditor({ label, value, onChange, complaints = [], readOnly = false, rows = 18 }: {
  label: string
  value: string
  onChange?: (text: string) => void
  complaints?: readonly Complaint[]
  readOnly?: boolean
  rows?: number
}) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [top, setTop] = useState(0)
  const lines = value.split('\n').length
  const wrong = new Map(complaints.map((each) => [each.line, each.level]))

  function go({ line, column }: Complaint) {
    const before = value.split('\n').slice(0, line - 1).join('\n').length
    const at = (line > 1 ? before + 1 : 0) + Math.max(0, column - 1)
    area.current?.focus()
    area.current?.setSelectionRange(at, at)
  }

  return (
    <div className="SourceEditor">
      <div className="SourceEditor-box">
        <div className="SourceEditor-lines" aria-hidden="true">
          <div style={{ transform: `translateY(${-top}px)` }}>
            {Array.from({ length: lines }, (_, i) => <span key={i} className={wrong.has(i + 1) ? `SourceEditor-${wrong.get(i + 1)}` : undefined}>{i + 1}</span>)}
          </div>
        </div>
        <textarea ref={area} aria-label={label} className="SourceEditor-text" value={value} readOnly={readOnly} rows={Math.min(rows, Math.max(6, lines + 1))}
          spellCheck={false} autoCapitalize="off" autoComplete="off" wrap="off" aria-invalid={complaints.some((each) => each.level === 'error') || undefined}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)} onChange={(event) => onChange?.(event.target.value)}
          onKeyDown={(event) => {
            // Escape first, then Tab leaves the field, so that nobody is caught in it.
            if (event.key === 'Enter' && !readOnly && !event.ctrlKey && !event.metaKey) indent(event.currentTarget, value, onChange, event)
          }} />
      </div>
      {complaints.length > 0 && (
        <ul className="SourceEditor-complaints" aria-label="What is wrong with it">
          {complaints.map((each, i) => (
            <li key={i}>
              <button type="button" className={`SourceEditor-at SourceEditor-${each.level}`} onClick={() => go(each)}>{each.line}:{each.column}</button>
              <span>{each.message}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A new line begins where the one before began. */
function indent(area: HTMLTextAreaElement, value: string, onChange: ((text: string) => void) | undefined, event: { preventDefault: () => void }) {
  const at = area.selectionStart
  const line = value.slice(value.lastIndexOf('\n', at - 1) + 1, at)
  const space = (/^ */.exec(line)?.[0] ?? '') + (/:\s*$/.test(line) ? INDENT : '')
  if (!space) return
  event.preventDefault()
  onChange?.(`${value.slice(0, at)}\n${space}${value.slice(area.selectionEnd)}`)
  const next = at + 1 + space.length
  requestAnimationFrame(() => area.setSelectionRange(next, next))
}
