import { useNavigate, useSearch } from '@tanstack/react-router'
import { Problem } from '../../api/client'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { DiffView } from '../../ui/DiffView'
import { ErrorBox } from '../../ui/ErrorBox'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { useVersions } from './data'

/** All versions that were in force, and how each differs from the one before or from the text above. */
export function Versions({ name, current }: { name: string; current: string }) {
  const versions = useVersions(name)
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const show = (at: string | undefined) => void navigate({ to: '.', search: { ...search, at } })
  if (versions.error instanceof Problem && versions.error.status === 404) return null
  const items = versions.data?.items ?? []
  const found = items.findIndex((each) => each.at === search.at)
  const chosen = items[found]
  const before = items.slice(found + 1).find((each) => each.act === 'added')
  return (
    <Section title="Versions">
      {versions.error && <ErrorBox error={versions.error} onRetry={() => void versions.refetch()} />}
      <Table label="Versions" rows={items} rowKey={(row) => row.at} columns={[
        { name: 'version', head: 'Version', cell: (row) => (row.act === 'removed' ? <span className="soft">withdrawn</span> : row.version) },
        { name: 'by', head: 'By', cell: (row) => row.by },
        { name: 'at', head: 'When', cell: (row) => <Time at={row.at} /> },
        { name: 'why', head: 'Why', cell: (row) => row.why ?? <span className="faint">–</span> },
        { name: 'open', head: '', cell: (row) => row.source && <Button look="quiet" onClick={() => show(row.at)}>Changes</Button> },
      ]} />
      {chosen?.source && (
        <Dialog wide title={`${name} ${chosen.version ?? ''}`} onClose={() => show(undefined)} footer={<Button onClick={() => show(undefined)}>Close</Button>}>
          <div className="stack">
            <h3>{before ? `Against ${before.version} before it` : 'The first version'}</h3>
            <DiffView label="Against the version before" before={before?.source ?? ''} after={chosen.source} />
            {current && current !== chosen.source && (
              <>
                <h3>Against the text on this page</h3>
                <DiffView label="Against the text on this page" before={chosen.source} after={current} />
              </>
            )}
          </div>
        </Dialog>
      )}
    </Section>
  )
}
