import { Fermata } from '../../ui/Sign'
import type { OutlineItem } from './data'
import './Outline.css'

/** The workflow in plain sentences; the chosen step stands out here and in the graph. */
export function Outline({ items, chosen, onChoose }: { items: readonly OutlineItem[]; chosen?: string; onChoose: (step: string) => void }) {
  return (
    <ol className="Outline" aria-label="What the workflow does">
      {items.map((item, i) => (
        <li key={`${item.step} ${i}`}>
          <button type="button" className="Outline-item" style={{ paddingLeft: 12 + item.depth * 20 }} aria-current={chosen === item.step ? 'true' : undefined}
            onClick={() => onChoose(item.step)}>
            {item.people ? <Fermata size={14} title="A person is waited for" /> : <span className="Outline-dot" aria-hidden="true" />}
            <span>{item.name && <strong>{item.name} </strong>}{item.text}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}
