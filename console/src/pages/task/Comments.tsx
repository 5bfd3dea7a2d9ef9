import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem, get } from '../../api/client'
import { keys } from '../../api/query'
import type { Comment, Task } from '../../api/task'
import type { Items } from '../../api/types'
import { Button } from '../../ui/Button'
import { ErrorBox } from '../../ui/ErrorBox'
import { Time } from '../../ui/Time'
import { visible } from '../../ui/visible'
import { useTouch } from './useTask'
import './Comments.css'

/** What people said about it before it was decided. */
export function Comments({ task }: { task: Task }) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const { comment } = useTouch(task.id)
  const all = useQuery({
    queryKey: [...keys.task(task.id), 'comments'],
    queryFn: ({ signal }) => get<Items<Comment>>(`/api/v1/tasks/${task.id}/comments`, signal),
    retry: false,
  })
  if (all.error instanceof Problem && all.error.status === 404) return null

  async function add() {
    if (!text.trim()) return
    try {
      await comment({ text })
      setText('')
      setFailure(undefined)
      void all.refetch()
    } catch (problem) {
      setFailure(problem)
    }
  }

  return (
    <section>
      <div className="EvidencePane-head"><h2>Comments</h2><span className="faint numbers">{all.data?.items.length || ''}</span></div>
      {all.data?.items.map((each) => (
        <article key={each.at + each.by} className="Comment">
          <p className="faint"><strong>{each.by}</strong> <Time at={each.at} /></p>
          <p>{visible(each.text)}</p>
        </article>
      ))}
      {failure !== undefined && <ErrorBox error={failure} />}
      <form className="Comments-add" onSubmit={(event) => { event.preventDefault(); void add() }}>
        <textarea aria-label="Comment" placeholder="Say something to the others" rows={1} value={text} maxLength={10000} onChange={(event) => setText(event.target.value)} />
        {text.trim() !== '' && <Button type="submit">Comment</Button>}
      </form>
    </section>
  )
}
