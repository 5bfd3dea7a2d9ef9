import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { rowsBehind } from '../../api/insights'
import type { AskedBehind, BehindRow, Dimension } from '../../api/insights'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { StateChip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { Table } from '../../ui/Table'
import type { Column } from '../../ui/Table'
import { Length, Time } from '../../ui/Time'
import { visibleLine } from '../../ui/visible'
import { periodOf, sinceOf } from './period'

const WORDS: Record<string, string> = {
  runs: 'Runs',
  works: 'All work',
  ok: 'Succeeded',
  stood: 'Stood',
  runsGood: 'Turned out well',
  completed: 'Completed runs',
  faulted: 'Failed runs',
  reworked: 'Done again',
  escalated: 'People stepped in',
  runsEscalated: 'Runs in which people stepped in',
  error: 'Errors',
  wasted: 'For nothing',
  tasks: 'Tasks that ended',
  decided: 'Tasks that were decided',
  timedOut: 'Tasks that nobody answered',
  tasksEscalated: 'Tasks that were passed on',
  reviews: 'Decisions',
  overrode: 'Decided against the proposal',
  said: 'Said how sure it was',
}

/** The runs behind a figure; which figure, the address says. */
export function Behind() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const { figure = '', of = '', error } = search
  const at = of.indexOf(':')
  const ask: AskedBehind = {
    by: of.slice(0, at) as Dimension,
    name: of.slice(at + 1),
    figure: figure === 'runs' ? '' : figure,
    error,
    since: sinceOf(periodOf(search)),
  }
  const runs = useInfiniteQuery({
    queryKey: ['insights', 'runs', ask],
    queryFn: ({ pageParam, signal }) => rowsBehind(ask, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
  const rows = runs.data?.pages.flatMap((page) => page.items)
  const close = () => void navigate({ to: '.', search: { ...search, figure: undefined, of: undefined, error: undefined } })
  return (
    <Dialog title={`${WORDS[figure.replace(/:.*/, '')] ?? 'Runs'}${error ? `: ${error}` : ''} · ${visibleLine(ask.name)}`} onClose={close} wide>
      {runs.error && !rows && <ErrorBox error={runs.error} onRetry={() => void runs.refetch()} />}
      {!rows && !runs.error && <Skeleton rows={8} />}
      {rows?.length === 0 && <p className="soft">None ended in this time.</p>}
      {rows && rows.length > 0 && <Table label="Runs behind the figure" rows={rows} rowKey={key} columns={columns(rows)} />}
      {runs.hasNextPage && <p className="Insights-further"><Button onClick={() => void runs.fetchNextPage()} why={runs.isFetchingNextPage ? 'They are on their way' : undefined}>More</Button></p>}
    </Dialog>
  )
}

function key({ run, work, review }: BehindRow): string {
  return `${run} ${work?.id ?? ''} ${review ? review.task + review.decided : ''}`
}

function columns(rows: readonly BehindRow[]): Column<BehindRow>[] {
  const run: Column<BehindRow> = { name: 'run', head: 'Run', cell: (row) => <Link to="/runs/$run" params={{ run: row.run }}><code>{row.run}</code></Link> }
  const workflow: Column<BehindRow> = { name: 'workflow', head: 'Workflow', cell: (row) => visibleLine(row.workflow) }
  const state: Column<BehindRow> = { name: 'state', head: 'Run is', cell: (row) => <StateChip state={row.result} /> }
  if (rows.some((row) => row.review)) {
    return [
      run,
      { name: 'step', head: 'Step', cell: (row) => visibleLine(row.review?.step ?? '') },
      { name: 'decided', head: 'Decided', cell: (row) => <Time at={row.review?.decided ?? ''} /> },
      { name: 'took', head: 'Took', figures: true, cell: (row) => (row.review?.dwellMs === undefined ? <span className="faint">–</span> : <Length ms={row.review.dwellMs} />) },
      { name: 'against', head: 'The proposal', cell: (row) => (row.review?.overrode ? 'overridden' : 'followed') },
      state,
    ]
  }
  if (rows.some((row) => row.work)) {
    return [
      run,
      { name: 'step', head: 'Step', cell: (row) => visibleLine(row.work?.step ?? '') },
      { name: 'came', head: 'Came of it', cell: (row) => (row.work?.error ? `${row.work.result}: ${row.work.error}` : row.work?.result) },
      ...(rows.some((row) => row.work?.confidence !== undefined && row.work.stood !== undefined) ? [
        { name: 'sure', head: 'Said', figures: true, cell: (row: BehindRow) => (row.work?.confidence === undefined ? <span className="faint">–</span> : `${Math.round(row.work.confidence * 100)} %`) },
        { name: 'stood', head: 'Stood', cell: (row: BehindRow) => (row.work?.stood === undefined ? <span className="faint">not known</span> : row.work.stood ? 'yes' : 'no') },
      ] : []),
      { name: 'tries', head: 'Tries', figures: true, cell: (row) => row.work?.attempts },
      { name: 'took', head: 'At work', figures: true, cell: (row) => <Length ms={row.work?.workMs ?? 0} /> },
      { name: 'at', head: 'When', cell: (row) => <Time at={row.work?.ended ?? row.work?.began ?? row.started} /> },
    ]
  }
  return [
    run,
    workflow,
    state,
    { name: 'error', head: 'Error', cell: (row) => row.error ?? <span className="faint">–</span> },
    { name: 'took', head: 'Took', figures: true, cell: (row) => (row.totalMs === undefined ? <span className="faint">–</span> : <Length ms={row.totalMs} />) },
    { name: 'at', head: 'When', cell: (row) => <Time at={row.ended ?? row.started} /> },
  ]
}
