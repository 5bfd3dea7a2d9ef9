import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { TaskItem } from '../../api/types'
import { useNow } from '../../ui/Time'
import { settle } from './settle'
import { filtered, tasksQuery } from './views'
import type { View } from './views'

/** The rows of a view; while the pointer is over them nothing comes or goes. */
export function useInbox(view: View, text: string, me: string, held: boolean) {
  const now = useNow()
  const query = useQuery({ ...tasksQuery(view), placeholderData: (before) => before })
  const data = useDeferredValue(query.data) // Not urgent beside what the reader does.
  const items = data?.items
  const latest = useMemo(() => filtered(items ?? [], view, me, text, now), [items, view, me, text, now])
  const [shown, setShown] = useState<{ of: string; rows: readonly TaskItem[] }>({ of: '', rows: [] })
  const of = `${view}\n${text}`
  const free = !held || shown.of !== of
  useEffect(() => {
    if (free) setShown({ of, rows: latest })
  }, [free, of, latest])
  const settled = useMemo(() => settle(free ? latest : shown.rows, latest), [free, latest, shown])
  return { ...settled, latest, query, loaded: !!data, current: data === query.data && !query.isPlaceholderData, show: () => setShown({ of, rows: latest }) }
}
