import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Agents">This page is being made.</Empty>
}
