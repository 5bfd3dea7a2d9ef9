import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Run">This page is being made.</Empty>
}
