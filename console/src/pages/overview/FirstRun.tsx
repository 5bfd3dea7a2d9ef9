import { Link } from '@tanstack/react-router'
import { Check, Circle } from 'lucide-react'
import type { Overview } from '../../api/house'
import { Command } from '../../ui/Empty'
import { Section } from '../../ui/PageHead'
import './FirstRun.css'

const words: Record<Overview['firstRun'][number]['step'], { title: string; how: React.ReactNode }> = {
  server: { title: 'Start the server', how: 'It answers.' },
  run: { title: 'Run the sample', how: <Command>fermata demo</Command> },
  task: { title: 'Decide your first task', how: <Link to="/inbox">Open the Inbox</Link> },
  agent: { title: 'Connect an agent of your own', how: <Link to="/agents" search={{ add: 'agent' }}>Paste its file</Link> },
}

/** Four steps from nothing to an agent of one's own; gone once all are done. */
export function FirstRun({ steps }: { steps: Overview['firstRun'] }) {
  const done = steps.filter((step) => step.done).length
  if (done === steps.length) return null
  return (
    <Section title="First run" about={`${done} of ${steps.length} done`}>
      <ol className="FirstRun">
        {steps.map(({ step, done: ready }) => (
          <li key={step} className={ready ? 'FirstRun-done' : undefined}>
            {ready ? <Check size={16} role="img" aria-label="Done" /> : <Circle size={16} role="img" aria-label="To do" />}
            <span>{words[step].title}</span>
            {!ready && <span className="FirstRun-how">{words[step].how}</span>}
          </li>
        ))}
      </ol>
    </Section>
  )
}
