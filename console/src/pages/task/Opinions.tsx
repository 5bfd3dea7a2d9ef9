import { useState } from 'react'
import type { Difference, Opinion, Task } from '../../api/task'
import type { Json, JsonObject } from '../../api/types'
import { JsonView } from '../../ui/JsonView'
import { visible, visibleJson, visibleLine } from '../../ui/visible'
import { confidenceWords, differencesOf, isObject, opinionsOf, otherProposals, reasonsOf, shuffled, wordOf } from './brief'
import { words } from './letters'
import './Opinions.css'

const LINES = 3

/** What the agents propose, side by side and in no order; what they differ in stands out. */
export function Opinions({ task }: { task: Task }) {
  const opinions = shuffled(opinionsOf(task.brief), task.id)
  const differences = differencesOf(task.brief)
  const other = otherProposals(task.brief)
  if (task.brief.withheld) {
    return <p className="Opinions-withheld">The agents’ opinions are shown after your own answer: choose one below.</p>
  }
  return (
    <>
      {opinions.length > 0 && (
        <section className="Opinions" aria-label="What the agents propose">
          <div className="Opinions-head"><h2>What the agents propose</h2><span className="faint">nobody has checked what they say</span></div>
          <div className="Opinions-all">
            {opinions.map((opinion) => <OpinionShown key={opinion.member} opinion={opinion} task={task} />)}
          </div>
          {differences.length > 0 && <Differences differences={differences} members={opinions.map((each) => each.member)} />}
        </section>
      )}
      {other !== null && other !== undefined && (
        <section className="Opinions" aria-label="What is proposed">
          <div className="Opinions-head"><h2>What is proposed</h2><span className="faint">nobody has checked it</span></div>
          <JsonView data={other} />
        </section>
      )}
    </>
  )
}

function OpinionShown({ opinion, task }: { opinion: Opinion; task: Task }) {
  const [all, setAll] = useState(false)
  const reasons = reasonsOf(opinion)
  const word = wordOf(opinion, task.brief)
  const rest = leftOver(opinion.output)
  return (
    <article className="Opinion" aria-label={opinion.member}>
      <p className="Opinion-who"><strong>{visibleLine(opinion.member)}</strong> <span className="faint">{visibleLine([opinion.agent, opinion.version].filter(Boolean).join(' '))}</span></p>
      {opinion.failed
        ? <p className="Opinion-failed">gave no opinion: {visibleLine(opinion.failed)}</p>
        : <p className="Opinion-word">{word ? visibleLine(words(word)) : 'No single answer'}</p>}
      <p className="faint">{confidenceWords(opinion)}</p>
      <ul className="Opinion-reasons">
        {(all ? reasons : reasons.slice(0, LINES)).map((reason, i) => <li key={i}>{visible(reason)}</li>)}
      </ul>
      {(reasons.length > LINES || rest) && (
        <button type="button" className="Opinion-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Less' : reasons.length > LINES ? `${reasons.length - LINES} more, and all it said` : 'All it said'}
        </button>
      )}
      {all && opinion.output !== undefined && <JsonView data={opinion.output} />}
    </article>
  )
}

function leftOver(output: Json | undefined): boolean {
  return isObject(output) && Object.keys(output as JsonObject).length > 1
}

function Differences({ differences, members }: { differences: Difference[]; members: string[] }) {
  const differ = differences.filter((each) => !each.agree)
  const agreed = differences.filter((each) => each.agree)
  return (
    <div className="Differences">
      <h3>{differ.length ? 'They differ on' : 'They agree on everything that can be compared'}</h3>
      {differ.length > 0 && <Compared rows={differ} members={members} />}
      {agreed.length > 0 && (
        <details><summary>They agree on {agreed.length}: {agreed.map((each) => visibleLine(each.field)).join(', ')}</summary><Compared rows={agreed} members={members} /></details>
      )}
    </div>
  )
}

function Compared({ rows, members }: { rows: Difference[]; members: string[] }) {
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label="Compared">
      <table>
        <thead><tr><th scope="col">Field</th>{members.map((member) => <th key={member} scope="col">{visibleLine(member)}</th>)}</tr></thead>
        <tbody>
          {rows.map(({ field, agree, values }) => (
            <tr key={field} className={agree ? undefined : 'Differences-differ'} data-differs={!agree}>
              <th scope="row">{visibleLine(field)}</th>
              {members.map((member) => <td key={member}>{member in values ? plain(values[member] ?? null) : <span className="faint">nothing</span>}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function plain(value: Json): string {
  return typeof value === 'string' ? visible(value) : visibleJson(JSON.stringify(value))
}
