import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Policies">This page is being made.</Empty>
}
