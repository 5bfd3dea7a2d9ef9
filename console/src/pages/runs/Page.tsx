import { Empty } from '../../ui/Empty'

export function Page() {
  return <Empty title="Runs">This page is being made.</Empty>
}
