import { difference } from './diff'
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
      {lines.map(({ kind, text }, i) => (
        <div key={i} className={`DiffView-${kind}`}>
          <span aria-hidden="true">{signs[kind]}</span>
          <span className="unseen">{words[kind]}</span>
          <code>{visible(text) || ' '}</code>
        </div>
      ))}
    </div>
  )
}
