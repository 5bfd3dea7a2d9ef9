import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Audit">This page is being made.</Empty>
}
