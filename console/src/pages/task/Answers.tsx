import { useEffect, useMemo, useRef } from 'react'
import type { Task } from '../../api/task'
import { Button, Key } from '../../ui/Button'
import { visible, visibleLine } from '../../ui/visible'
import { fieldsOf, isForm } from './form'
import type { Draft } from './form'
import { words } from './letters'
import { SchemaForm } from './SchemaForm'
import './Answers.css'

/** What has been put together of an answer so far. */
export interface Drafted {
  armed?: string
  why: string
  form: Record<string, Draft>
  /** The data as JSON, where there is no form for it. */
  json: string
  faults: Record<string, string>
}

/** The answers with what each causes, the reason, and the form; one is chosen, and then confirmed. */
export function Answers({ task, letters, drafted, hold, busy, oneKey, onDraft, onChoose, onConfirm }: {
  task: Task
  letters: Map<string, string>
  drafted: Drafted
  /** Why no answer counts yet; empty if one does. */
  hold: (answer: string) => string
  busy: boolean
  /** Whether choosing is deciding. */
  oneKey: boolean
  onDraft: (change: Partial<Drafted>) => void
  onChoose: (answer: string) => void
  onConfirm: () => void
}) {
  const confirm = useRef<HTMLButtonElement>(null)
  const why = useRef<HTMLTextAreaElement>(null)
  const { armed } = drafted
  const needsWhy = !!task.friction?.reasonAsked
  const fault = armed ? hold(armed) : ''

  useEffect(() => {
    if (!armed) return
    if (needsWhy && !why.current?.value.trim()) why.current?.focus()
    else confirm.current?.focus()
  }, [armed, needsWhy])

  return (
    <section className="Answers" aria-label="Your answer">
      <Given task={task} drafted={drafted} onDraft={onDraft} />
      <div className="Answers-list" role="group" aria-label="Answers">
        {Object.entries(task.brief.answers).map(([answer, causes]) => (
          <button key={answer} type="button" className="Answer" aria-pressed={armed === answer} aria-keyshortcuts={letters.get(answer)} disabled={busy}
            title={hold(answer) || undefined} onClick={() => onChoose(answer)}>
            <Key>{(letters.get(answer) ?? '').toUpperCase()}</Key>
            <span className="Answer-text"><strong>{visibleLine(words(answer))}</strong> <span>{visible(causes)}</span></span>
          </button>
        ))}
      </div>
      <div className="Answers-why">
        {task.brief.reasons && task.brief.reasons.length > 0 && (
          <div className="Answers-chips" role="group" aria-label="Reasons">
            {task.brief.reasons.map((reason, i) => (
              <button key={reason} type="button" className="Reason" aria-pressed={drafted.why.includes(reason)} aria-keyshortcuts={String(i + 1)}
                onClick={() => onDraft({ why: toggled(drafted.why, reason) })}>
                <Key>{i + 1}</Key> {visibleLine(reason)}
              </button>
            ))}
          </div>
        )}
        <div className="Answers-row">
          <textarea ref={why} rows={1} aria-label="Why" placeholder={needsWhy ? 'Why? Every answer to this needs a reason (W)' : 'Why (W)'} value={drafted.why} maxLength={10_000}
            onChange={(event) => onDraft({ why: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && armed) {
                event.preventDefault()
                onConfirm()
              } else if (event.key === 'Escape') event.currentTarget.blur()
            }} />
          {armed && !oneKey && (
            <>
              <Button onClick={() => onDraft({ armed: undefined })}>Not yet</Button>
              <button ref={confirm} type="button" className="Button Button-main" disabled={busy} aria-disabled={!!fault} onClick={onConfirm}>
                {visibleLine(words(armed))} <Key>↵</Key>
              </button>
            </>
          )}
        </div>
        {fault && <p className="Answers-fault" role="alert">{fault}</p>}
      </div>
    </section>
  )
}

export function toggled(why: string, reason: string): string {
  if (!why.includes(reason)) return why.trim() ? `${why.trim()}; ${reason}` : reason
  return why.split(/;\s*/).filter((part) => part !== reason).join('; ')
}

/** What is asked for beside the answer. */
function Given({ task, drafted, onDraft }: { task: Task; drafted: Drafted; onDraft: (change: Partial<Drafted>) => void }) {
  const schema = task.brief.form
  const fields = useMemo(() => (schema && isForm(schema) ? fieldsOf(schema) : undefined), [schema])
  if (fields) return <SchemaForm fields={fields} drafts={drafted.form} faults={drafted.faults} onChange={(form) => onDraft({ form, faults: {} })} />
  if (!schema && task.kind !== 'repair' && task.kind !== 'in-doubt') return null
  const field = (
    <div className="field">
      <label htmlFor="given-json">Data, as JSON</label>
      <textarea id="given-json" className="Edit-json" rows={4} spellCheck={false} value={drafted.json} aria-invalid={!!drafted.faults.json} onChange={(event) => onDraft({ json: event.target.value, faults: {} })} />
      {drafted.faults.json && <span className="SchemaForm-fault">It {drafted.faults.json}.</span>}
    </div>
  )
  return schema ? field : <details><summary>Give data with the answer</summary>{field}</details>
}
