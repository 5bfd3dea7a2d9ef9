import type { House } from './house.ts'
import { text } from './api.ts'

export interface Place {
  name: string
  path: string
  /** Where it is about one thing, which a fresh server does not have. */
  detail?: boolean
}

/** Every address of the console, with one thing of each kind. */
export async function places(house: House): Promise<Place[]> {
  const task = text((await house.ana.items('/tasks'))[0]?.id) || 'no-such-task'
  const loans = await house.ana.items('/runs?workflow=lending/loan-origination&limit=1') // However many others began since.
  const run = text((loans[0] ?? (await house.ana.items('/runs?limit=1'))[0])?.id) || 'no-such-run'
  return [
    { name: 'Inbox', path: '/inbox' },
    { name: 'Inbox, a task', path: `/inbox/${task}`, detail: true },
    { name: 'Task', path: `/tasks/${task}`, detail: true },
    { name: 'Runs', path: '/runs' },
    { name: 'Run', path: `/runs/${run}`, detail: true },
    { name: 'Overview', path: '/overview' },
    { name: 'Workflows', path: '/workflows' },
    { name: 'Workflow', path: '/workflows/lending/loan-origination', detail: true },
    { name: 'Agents', path: '/agents' },
    { name: 'Agent', path: '/agents/credit-scorer', detail: true },
    { name: 'Policies', path: '/policies' },
    { name: 'Policy', path: '/policies/large-loans', detail: true },
    { name: 'Insights', path: '/insights' },
    { name: 'Insights, cost', path: '/insights?tab=cost&by=workflow' },
    { name: 'Insights, time', path: '/insights?tab=time' },
    { name: 'Insights, reviewers', path: '/insights?tab=reviewers' },
    { name: 'Insights, health', path: '/insights?tab=health' },
    { name: 'Audit', path: '/audit' },
    { name: 'Settings', path: '/settings' },
    { name: 'Settings, people', path: '/settings/people' },
  ]
}
