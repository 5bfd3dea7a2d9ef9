import { Activity, Bot, ChartSpline, ClipboardList, Gauge, Inbox, Settings, ShieldCheck, Workflow } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'

/** The pages of the left rail, with the key that follows `g`. */
export const places: readonly { to: string; name: string; key: string; icon: LucideIcon }[] = [
  { to: '/inbox', name: 'Inbox', key: 'i', icon: Inbox },
  { to: '/runs', name: 'Runs', key: 'r', icon: Activity },
  { to: '/overview', name: 'Overview', key: 'o', icon: Gauge },
  { to: '/workflows', name: 'Workflows', key: 'w', icon: Workflow },
  { to: '/agents', name: 'Agents', key: 'a', icon: Bot },
  { to: '/policies', name: 'Policies', key: 'p', icon: ShieldCheck },
  { to: '/insights', name: 'Insights', key: 'n', icon: ChartSpline },
  { to: '/audit', name: 'Audit', key: 'u', icon: ClipboardList },
  { to: '/settings', name: 'Settings', key: 's', icon: Settings },
]
