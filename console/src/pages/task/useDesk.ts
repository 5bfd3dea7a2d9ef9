import { useCallback, useMemo, useRef, useState } from 'react'
import type { Task } from '../../api/task'
import { evidenceOf } from './brief'
import { useTouch } from './useTask'

/** What the reader has opened, as the server keeps it and as it stands on the screen. */
export function useDesk(task: Task) {
  const touch = useTouch(task.id)
  const all = useMemo(() => evidenceOf(task), [task])
  const kept = useMemo(() => new Set(task.friction?.opened), [task])
  const [open, setOpen] = useState<ReadonlySet<string>>(() => begun(task))
  const [looked, setLooked] = useState<ReadonlySet<string>>(() => new Set([...kept, ...open]))
  const sent = useRef(new Set<string>())

  const show = useCallback((id: string, wanted: boolean) => {
    if (open.has(id) === wanted) return // Also what was open from the start says that it was opened.
    const after = new Set(open)
    if (wanted) after.add(id)
    else after.delete(id)
    setOpen(after)
    if (wanted) setLooked((before) => new Set([...before, id]))
    if (wanted && task.brief.evidence && task.mine && !kept.has(id) && !sent.current.has(id)) {
      sent.current.add(id)
      touch.opened({ evidence: [id] }).catch(() => sent.current.delete(id))
    }
  }, [task, kept, touch, open])

  /** Opens what is to be opened next: what is needed before the rest. */
  const next = useCallback(() => {
    const left = all.filter((each) => !open.has(each.id) && !looked.has(each.id))
    const found = left.find((each) => task.friction?.missing?.includes(each.id)) ?? left[0]
    if (!found) return
    show(found.id, true)
    const element = document.querySelector<HTMLElement>(`[data-evidence="${CSS.escape(found.id)}"]`)
    element?.querySelector('summary')?.focus()
    element?.scrollIntoView({ block: 'nearest' })
  }, [all, open, looked, show, task])

  const missing = (task.friction?.missing ?? []).filter((id) => !kept.has(id) && !sent.current.has(id))
  return { open, looked, show, next, missing, touch }
}

/** Of little risk, the first is open from the start; what must be opened is opened by the reader. */
function begun(task: Task): ReadonlySet<string> {
  const first = evidenceOf(task)[0]
  return new Set(first && !task.friction?.evidenceFirst ? [first.id] : [])
}
