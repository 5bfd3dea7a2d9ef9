import { useNavigate, useSearch } from '@tanstack/react-router'
import type { WholeRecord } from '../../api/house'
import type { Search } from '../../app/router'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { DiffView } from '../../ui/DiffView'
import { Id } from '../../ui/Id'
import { Section } from '../../ui/PageHead'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'

/** All that was ever registered under the name, and how any two of them differ. */
export function Versions({ name, of }: { name: string; of: WholeRecord }) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const show = (change: Search) => void navigate({ to: '.', search: { ...search, ...change }, replace: true })
  const kept = of.versions.filter((each) => each.act === 'added' && each.source !== undefined)
  const found = kept.findIndex((each) => each.at === search.at)
  const chosen = kept[found]
  const against = kept.find((each) => each.at === search.against) ?? kept[found + 1]
  return (
    <Section title="Versions">
      <Table label="Versions" rows={of.versions} rowKey={(row) => row.at + row.act} columns={[
        { name: 'version', head: 'Version', cell: (row) => (row.act === 'removed' ? <span className="soft">removed</span> : row.version) },
        { name: 'digest', head: 'Fingerprint', cell: (row) => (row.digest ? <Id id={row.digest} most={14} /> : null) },
        { name: 'by', head: 'By', cell: (row) => row.by },
        { name: 'at', head: 'When', cell: (row) => <Time at={row.at} /> },
        { name: 'why', head: 'Why', cell: (row) => row.why ?? <span className="faint">–</span> },
        { name: 'open', head: '', cell: (row) => kept.includes(row) && <Button look="quiet" onClick={() => show({ at: row.at })}>Changes</Button> },
      ]} />
      {chosen && (
        <Dialog wide title={`${name} ${chosen.version ?? ''}`} onClose={() => show({ at: undefined, against: undefined })}
          footer={<Button onClick={() => show({ at: undefined, against: undefined })}>Close</Button>}>
          <div className="stack">
            <p className="line">Fingerprint <Id id={chosen.digest ?? ''} most={24} /></p>
            {kept.length > 1 ? (
              <div className="field">
                <label htmlFor="against">Compared with</label>
                <select id="against" value={against?.at ?? ''} onChange={(event) => show({ against: event.target.value })}>
                  {!against && <option value="">nothing: it was the first</option>}
                  {kept.filter((each) => each !== chosen).map((each) => <option key={each.at} value={each.at}>{each.version}, {each.digest?.slice(0, 10)}, {new Date(each.at).toLocaleString()}</option>)}
                </select>
              </div>
            ) : <p className="soft">There is no other to compare it with.</p>}
            <DiffView label="The difference" before={against?.source ?? ''} after={chosen.source ?? ''} />
          </div>
        </Dialog>
      )}
    </Section>
  )
}
