import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Inbox">This page is being made.</Empty>
}
