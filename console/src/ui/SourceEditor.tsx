import { Suspense, lazy, useCallback, useRef, useState } from 'react'
import type { Complaint } from '../api/house'
import { Complaints } from './Complaints'
import { Skeleton } from './Skeleton'
import './SourceEditor.css'

const CodeEditor = lazy(() => import('./CodeEditor').then((part) => ({ default: part.CodeEditor })))
const NONE: readonly Complaint[] = []
const LINE = 20
const EDGES = 18

/** A text in a form: the same editor as that of a whole page, with what is wrong below it. Tab leads out of it. */
export function SourceEditor({ label, value, onChange, complaints = NONE, readOnly = false, rows = 18, begins }: {
  label: string
  value: string
  onChange?: (text: string) => void
  complaints?: readonly Complaint[]
  readOnly?: boolean
  /** How many lines it is high at most. */
  rows?: number
  begins?: boolean
}) {
  const said = useRef(value)
  const begun = useRef(value)
  const turn = useRef(0)
  const [goTo, setGoTo] = useState<{ line: number; turn: number }>()
  if (value !== said.current) { // Somebody else than the editor has written it.
    said.current = value
    begun.current = value
    turn.current++ // It may be what the editor began with, and what was typed since would stay.
  }
  const write = useCallback((text: string) => {
    said.current = text
    onChange?.(text)
  }, [onChange])
  const shown = begun.current ? Math.min(rows, Math.max(6, begun.current.split('\n').length + 1)) : rows
  return (
    <div className="SourceEditor">
      <div className="SourceEditor-box" style={{ height: shown * LINE + EDGES }}>
        <Suspense fallback={<Skeleton rows={3} label="Loading the editor" />}>
          <CodeEditor key={turn.current} label={label} source={begun.current} complaints={complaints} goTo={goTo} readOnly={readOnly} indents={false} begins={begins && turn.current === 0} onChange={write} />
        </Suspense>
      </div>
      <Complaints all={complaints} onLine={(line) => setGoTo((before) => ({ line, turn: (before?.turn ?? 0) + 1 }))} />
    </div>
  )
}
