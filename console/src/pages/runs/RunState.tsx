import { Clock } from 'lucide-react'
import { Chip, StateChip } from '../../ui/Chip'

/** How a run stands. Amber only where a person is waited for; a run may also wait for time or an event. */
export function RunState({ run }: { run: { status: string; openTasks?: number; inDoubt?: number } }) {
  if (run.inDoubt) return <StateChip state="in-doubt" />
  if (run.status === 'waiting' && run.openTasks === 0) return <Chip tone="off" icon={Clock}>waiting</Chip>
  return <StateChip state={run.status} />
}
