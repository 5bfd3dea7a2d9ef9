import { CalendarClock, Hand, HandHelping } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Problem } from '../../api/client'
import type { Task } from '../../api/task'
import { useKeys } from '../../app/keys'
import { Button } from '../../ui/Button'
import { toast } from '../../ui/Toast'
import { useTouch } from './useTask'

/** What can be done with a task besides answering it. */
export function Actions({ task, me, onOpen }: { task: Task; me: string; onOpen: (what: 'delegate' | 'snooze') => void }) {
  const [busy, setBusy] = useState(false)
  const touch = useTouch(task.id)
  const own = task.claimedBy === me
  const away = !!task.snoozedUntil && Date.parse(task.snoozedUntil) > Date.now()
  const putOff = useMemo(() => () => {
    if (away) touch.unsnooze().then(() => toast('It is back in your list'), () => toast('That did not work.'))
    else onOpen('snooze')
  }, [away, touch, onOpen])
  const claim = useMemo(() => async () => {
    if (busy) return
    setBusy(true)
    try {
      await (own ? touch.release() : touch.claim())
    } catch (failure) {
      toast(failure instanceof Problem ? `${failure.message}. ${failure.detail}` : 'That did not work.')
    } finally {
      setBusy(false)
    }
  }, [busy, own, touch])
  useKeys('This task', useMemo(() => ({
    c: { says: own ? 'Release it' : 'Claim it', act: () => void claim() },
    d: { says: 'Hand it on', act: () => onOpen('delegate') },
    s: { says: away ? 'Bring it back' : 'Put it off', act: putOff },
  }), [own, away, claim, putOff, onOpen]))
  return (
    <div className="line" role="group" aria-label="This task">
      <Button look="quiet" icon={<Hand size={14} aria-hidden="true" />} hotkey="C" disabled={busy} onClick={() => void claim()}>{own ? 'Release' : 'Claim'}</Button>
      <Button look="quiet" icon={<HandHelping size={14} aria-hidden="true" />} hotkey="D" onClick={() => onOpen('delegate')}>Hand on</Button>
      <Button look="quiet" icon={<CalendarClock size={14} aria-hidden="true" />} hotkey="S" onClick={putOff}>{away ? 'Bring back' : 'Snooze'}</Button>
    </div>
  )
}
