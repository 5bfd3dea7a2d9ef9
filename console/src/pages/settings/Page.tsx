import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Settings">This page is being made.</Empty>
}
