import { useNavigate, useParams } from '@tanstack/react-router'
import { TaskView } from './TaskView'

/** One task alone: where links in mail and chat lead. Looking never decides. */
export function Page() {
  const { task = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  return <TaskView key={task} id={task} onLeft={() => undefined} onBack={(id) => void navigate({ to: '/tasks/$task', params: { task: id } })} />
}
