import { useMemo, useState } from 'react'
import { Problem } from '../../api/client'
import type { Task } from '../../api/task'
import type { Json } from '../../api/types'
import { useKeys } from '../../app/keys'
import type { Keymap } from '../../app/keys'
import type { Drafted } from './Answers'
import { toggled } from './Answers'
import { empty, fieldsOf, isForm, readAll } from './form'
import { held } from './held'
import { lettersFor, words } from './letters'
import { undoLast, useDecide } from './useDecide'
import type { useDesk } from './useDesk'

interface Around {
  /** Whether the one who reads may decide what they read. */
  mine: boolean
  looked: ReturnType<typeof useDesk>
  onLeft: (id: string) => void
  onBack: (id: string) => void
  onEdit: () => void
}

function begin(task: Task): Drafted {
  const schema = task.brief.form
  const form = schema && isForm(schema) ? Object.fromEntries(fieldsOf(schema).map((field) => [field.name, empty(field)])) : {}
  return { why: '', form, json: '', faults: {} }
}

/** What goes with the answer, or why it does not fit. */
function given(task: Task, drafted: Drafted): { data?: Json; faults: Record<string, string> } {
  const schema = task.brief.form
  if (schema && isForm(schema)) {
    const { value, faults } = readAll(fieldsOf(schema), drafted.form)
    return { data: value, faults }
  }
  if (!drafted.json.trim()) return { faults: {} }
  try {
    return { data: JSON.parse(drafted.json) as Json, faults: {} }
  } catch (failure) {
    return { faults: { json: `is no JSON: ${failure instanceof Error ? failure.message : String(failure)}` } }
  }
}

/** Choosing an answer, giving a reason, confirming it; the same by keys and by pointer. */
export function useAnswering(task: Task, around: Around) {
  const [drafted, setDrafted] = useState(() => begin(task))
  const [seen, setSeen] = useState(false)
  const [refused, setRefused] = useState<unknown>()
  const { decide, busy, problem, forget } = useDecide(task, around.onLeft, around.onBack)
  const letters = useMemo(() => lettersFor(Object.keys(task.brief.answers)), [task.brief.answers])
  const draft = (change: Partial<Drafted>) => setDrafted((before) => ({ ...before, ...change }))
  const blind = !!task.friction?.blindFirst && !task.friction.provisional
  const oneKey = task.risk === 'low' && !task.friction?.reasonAsked && !blind

  const hold = (answer: string) => held(task, answer, { missing: around.looked.missing.length, seen, why: drafted.why })

  async function send(answer: string) {
    if (hold(answer)) {
      draft({ armed: answer })
      return
    }
    const { data, faults } = task.kind === 'approve' ? { data: undefined, faults: {} } : given(task, drafted)
    if (Object.keys(faults).length) {
      draft({ armed: answer, faults })
      return
    }
    await decide({ answer, why: drafted.why.trim(), data })
  }

  function choose(answer: string) {
    forget()
    setRefused(undefined)
    if (blind) {
      around.looked.touch.provisional({ answer }).catch(setRefused)
    } else if (task.kind === 'approve' && answer === 'edit') {
      around.onEdit()
    } else if (oneKey) {
      void send(answer)
    } else {
      draft({ armed: answer })
    }
  }

  const keymap: Keymap = {
    v: { says: 'Open the next evidence', act: around.looked.next },
    u: { says: 'Take the last decision back', act: undoLast },
  }
  if (around.mine && !busy) {
    for (const [answer, letter] of letters) if (letter) keymap[letter] = { says: words(answer), act: () => choose(answer) }
    keymap.w = { says: 'Write a reason', act: () => document.querySelector<HTMLElement>('.Answers textarea[aria-label="Why"]')?.focus() }
    keymap.Escape = { says: 'Choose no answer yet', act: () => draft({ armed: undefined }), hidden: true }
    task.brief.reasons?.slice(0, 9).forEach((reason, i) => {
      keymap[String(i + 1)] = { says: `Reason: ${reason}`, act: () => setDrafted((before) => ({ ...before, why: toggled(before.why, reason) })) }
    })
  }
  useKeys('This task', keymap)

  return {
    seen,
    setSeen,
    drafted,
    decide,
    problem: problem ?? refused,
    stale: problem instanceof Problem && problem.code === 'stale',
    shown: {
      letters,
      drafted,
      hold,
      busy,
      oneKey,
      onDraft: draft,
      onChoose: choose,
      onConfirm: () => { if (drafted.armed) void send(drafted.armed) },
    },
  }
}
