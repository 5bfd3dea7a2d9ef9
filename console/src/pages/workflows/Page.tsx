import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Workflows">This page is being made.</Empty>
}
