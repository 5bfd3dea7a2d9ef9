import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Task">This page is being made.</Empty>
}
