import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Overview">This page is being made.</Empty>
}
