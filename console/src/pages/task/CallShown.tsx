import type { Change, Task } from '../../api/task'
import type { Json } from '../../api/types'
import { Id } from '../../ui/Id'
import { JsonView } from '../../ui/JsonView'
import { Time } from '../../ui/Time'
import { visible, visibleJson, visibleLine } from '../../ui/visible'
import { callOf, isLong } from './brief'
import './CallShown.css'

/** The exact call that an approval is about: all of it, never cut. */
export function CallShown({ task, seen, onSeen }: { task: Task; seen?: boolean; onSeen?: (seen: boolean) => void }) {
  const call = callOf(task)
  if (!call) return null
  const approval = task.approval
  return (
    <section className="CallShown" aria-label="The call">
      <h2>The call</h2>
      <dl className="CallShown-facts">
        <div><dt>Target</dt><dd>{visibleLine(call.target ?? '')}{call.work ? <span className="faint"> · {visibleLine(call.work)}</span> : null}</dd></div>
        <div><dt>Effect</dt><dd>{call.effect}</dd></div>
        {call.digest && <div><dt>Digest</dt><dd><Id id={call.digest} most={64} /></dd></div>}
        {call.key && <div><dt>Key</dt><dd><code>{visibleLine(call.key)}</code></dd></div>}
        {approval && <div><dt>Wanted by</dt><dd>{approval.requesters.map(visibleLine).join(', ') || 'nobody known'}</dd></div>}
        {approval && (
          <div>
            <dt>Agreed so far</dt>
            <dd>
              {approval.votes.length} of {approval.people}
              {approval.fourEyes && <span className="faint"> · not by who wanted or edited it</span>}
              {approval.votes.map((vote) => <span key={vote.by + vote.at}><br />{vote.by}, <Time at={vote.at} /></span>)}
            </dd>
          </div>
        )}
      </dl>
      <div className="CallShown-data">
        <div className="CallShown-head"><h3>Arguments, all of them</h3><span className="faint">This is data. Agents or people outside may have written it; nobody has checked it.</span></div>
        <JsonView data={call.arguments ?? null} />
        {onSeen && isLong(task) && (
          <label className="CallShown-seen"><input type="checkbox" checked={seen} onChange={(event) => onSeen(event.target.checked)} /> I have seen all arguments, to here</label>
        )}
      </div>
    </section>
  )
}

/** What has become something else: before and after. */
export function Changes({ changes, title }: { changes: Change[]; title: string }) {
  if (!changes.length) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <div className="scrolls" tabIndex={0} role="region" aria-label={`${title}: table`}>
        <table className="Changes">
          <thead><tr><th scope="col">Where</th><th scope="col">Was</th><th scope="col">Is</th></tr></thead>
          <tbody>
            {changes.map((each) => (
              <tr key={each.pointer}>
                <td><code>{visibleLine(each.pointer || 'all of it')}</code></td>
                <td><Side value={each.before} sign="−" /></td>
                <td><Side value={each.after} sign="+" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Side({ value, sign }: { value?: Json; sign: '−' | '+' }) {
  if (value === undefined) return <span className="faint">nothing</span>
  const shown = typeof value === 'string' ? visible(value) : visibleJson(JSON.stringify(value, null, 1))
  return <span className={sign === '+' ? 'Changes-is' : 'Changes-was'}><span aria-hidden="true">{sign} </span>{shown}</span>
}
