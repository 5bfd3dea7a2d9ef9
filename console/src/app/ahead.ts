import type { QueryClient } from '@tanstack/react-query'
import { filtered, hasRoom, tasksQuery, viewOf } from '../pages/inbox/views'
import { taskQuery } from '../pages/task/query'
import { waitingQuery } from './waiting'
import { whoQuery } from './who'

/** An id as the server makes them, which stands in an address as it is. */
const PLAIN = /^[\w-]+$/

/**
 * Asks for what the first page shows before any of it is drawn, so that the answers come while it is; the page then finds
 * them under the same keys. Refusals are left to the page.
 *
 * @return ends when it is known who looks, and at which list
 */
export function askAhead(client: QueryClient, { pathname, search }: Location): Promise<unknown> {
  const asked = [client.prefetchQuery(whoQuery)]
  const [, place = '', id = ''] = pathname.split('/')
  if ((place === 'tasks' || place === 'inbox') && PLAIN.test(id)) void client.prefetchQuery(taskQuery(id))
  if (place === 'inbox' || place === '') asked.push(list(client, new URLSearchParams(search), !!id))
  void client.prefetchQuery(waitingQuery)
  return Promise.all(asked)
}

/** The tasks of the Inbox, and the first of them if none is chosen. */
async function list(client: QueryClient, search: URLSearchParams, chosen: boolean) {
  const view = viewOf(search.get('view') ?? undefined)
  const tasks = await client.fetchQuery(tasksQuery(view)).catch(() => undefined)
  const first = filtered(tasks?.items ?? [], view, '', search.get('q') ?? '', Date.now())[0]
  if (first && !chosen && hasRoom()) void client.prefetchQuery(taskQuery(first.id))
}
