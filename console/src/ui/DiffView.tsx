import { difference, folded } from './diff'
import { visible } from './visible'
import './DiffView.css'

const signs = { same: ' ', gone: '−', new: '+' }
const words = { same: '', gone: 'without: ', new: 'with: ' }

/** Two versions of a text, line by line; says so where they are the same. */
export function DiffView({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = difference(before, after)
  if (lines.every(({ kind }) => kind === 'same')) return <p className="soft">They are the same.</p>
  return (
    <div className="DiffView" role="region" aria-label={label} tabIndex={0}>
      {folded(lines).map((line, i) => typeof line === 'number' ? (
        <div key={i} className="DiffView-fold">… {line} lines that are the same</div>
      ) : (
        <div key={i} className={`DiffView-${line.kind}`}>
          <span aria-hidden="true">{signs[line.kind]}</span>
          <span className="unseen">{words[line.kind]}</span>
          <code>{visible(line.text) || ' '}</code>
        </div>
      ))}
    </div>
  )
}
