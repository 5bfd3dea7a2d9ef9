import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { ErrorBox } from '../ui/ErrorBox'
import { Skeleton } from '../ui/Skeleton'
import { NotFound, Shell } from './Shell'

/** What stands behind the question mark, as it is written there: flat, and always text. */
export type Search = Record<string, string | undefined>

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (search: Record<string, unknown>): Search =>
    Object.fromEntries(Object.entries(search).map(([name, value]) => [name, value === undefined ? undefined : String(value)])),
})

const page = <Path extends string>(path: Path, load: () => Promise<{ Page: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, 'Page') })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox', replace: true })
  },
})

/** The list and the task beside it are one page, which stays while the reader goes from task to task. */
const inbox = page('/inbox', () => import('../pages/inbox/Page'))
const chosenTask = createRoute({ getParentRoute: () => inbox, path: '$task' })

const runs = () => import('../pages/runs/Page')
const workflows = () => import('../pages/workflows/Page')
const agents = () => import('../pages/agents/Page')
const policies = () => import('../pages/policies/Page')
const settings = () => import('../pages/settings/Page')

const tree = root.addChildren([
  home,
  inbox.addChildren([chosenTask]),
  page('/tasks/$task', () => import('../pages/task/Page')),
  page('/runs', runs),
  page('/runs/$run', () => import('../pages/run/Page')),
  page('/overview', () => import('../pages/overview/Page')),
  page('/workflows', workflows),
  page('/workflows/$ns/$name', workflows),
  page('/agents', agents),
  page('/agents/$name', agents),
  page('/policies', policies),
  page('/policies/$name', policies),
  page('/insights', () => import('../pages/insights/Page')),
  page('/audit', () => import('../pages/audit/Page')),
  page('/settings', settings),
  page('/settings/$section', settings),
])

function read(query: string): Search {
  return Object.fromEntries(new URLSearchParams(query))
}

function write(search: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const shown = query.toString()
  return shown ? `?${shown}` : ''
}

export const router = createRouter({
  routeTree: tree,
  parseSearch: read,
  stringifySearch: write,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Skeleton />,
  defaultErrorComponent: ({ error, reset }) => <ErrorBox error={error} onRetry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
