import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX, FileSearch } from 'lucide-react'
import type { Evidence, Precedent, Task } from '../../api/task'
import { Key } from '../../ui/Button'
import { JsonView } from '../../ui/JsonView'
import { Time } from '../../ui/Time'
import { count, money } from '../../ui/words'
import { visible, visibleJson, visibleLine } from '../../ui/visible'
import { evidenceOf } from './brief'
import { Comments } from './Comments'
import { words } from './letters'
import './EvidencePane.css'

/** What there is to look at: evidence that can be opened, cases like it, the run so far, what others said. */
export function EvidencePane({ task, open, looked, onOpen }: {
  task: Task
  open: ReadonlySet<string>
  looked: ReadonlySet<string>
  onOpen: (id: string, open: boolean) => void
}) {
  const all = evidenceOf(task)
  const seen = all.filter((each) => looked.has(each.id)).length
  return (
    <aside className="EvidencePane" aria-label="Evidence">
      <section>
        <div className="EvidencePane-head">
          <h2>Evidence</h2>
          {all.length > 0 && <span className="faint numbers">{seen} of {all.length} opened</span>}
          {all.length > 0 && <span className="EvidencePane-hint faint">next <Key>V</Key></span>}
        </div>
        {all.length === 0 && <p className="faint">Nothing is given beside the call itself.</p>}
        {all.map((each) => <Piece key={each.id} evidence={each} open={open.has(each.id)} looked={looked.has(each.id)} missing={!!task.friction?.missing?.includes(each.id)} onOpen={onOpen} />)}
      </section>
      <Precedents precedents={task.brief.precedents} withheld={task.brief.precedentsWithheld ?? 0} />
      <SoFar task={task} />
      <Comments task={task} />
    </aside>
  )
}

function Piece({ evidence, open, looked, missing, onOpen }: { evidence: Evidence; open: boolean; looked: boolean; missing: boolean; onOpen: (id: string, open: boolean) => void }) {
  return (
    <details className="Piece" id={`evidence-${evidence.id}`} data-evidence={evidence.id} open={open}
      onToggle={(event) => onOpen(evidence.id, event.currentTarget.open)}>
      <summary>
        {looked ? <CircleCheck size={14} aria-label="opened" /> : <FileSearch size={14} aria-label="not opened" />}
        <span className="Piece-title">{visibleLine(evidence.title)}</span>
        {missing && !looked && <span className="Piece-needed">to be opened</span>}
      </summary>
      <div className="Piece-body">
        {evidence.from && <p className="faint">From {visibleLine(evidence.from)}{evidence.locator && evidence.locator !== evidence.title ? <>, <code>{visibleLine(evidence.locator)}</code></> : null}</p>}
        <JsonView data={evidence.value} />
      </div>
    </details>
  )
}

function Precedents({ precedents, withheld }: { precedents?: Precedent[]; withheld: number }) {
  if (!precedents) return null
  return (
    <section>
      <div className="EvidencePane-head"><h2>Cases like it</h2>{precedents.length > 0 && <span className="faint numbers">{precedents.length}</span>}</div>
      {precedents.length === 0 && withheld === 0 && <p className="faint">None has been decided at this step yet.</p>}
      {withheld > 0 && (
        <p className="faint">
          {count(withheld, 'case')} {withheld === 1 ? 'holds' : 'hold'} data that your team is not cleared for, and {withheld === 1 ? 'is' : 'are'} left out.
        </p>
      )}
      {precedents.map((each) => (
        <details key={each.task ?? each.run} className="Piece">
          <summary>
            {each.good === undefined ? <FileSearch size={14} aria-hidden="true" /> : each.good ? <CircleCheck size={14} aria-hidden="true" /> : <CircleX size={14} aria-hidden="true" />}
            <span className="Piece-title">{visibleLine(each.subject || each.run)}: <strong>{visibleLine(words(each.answer))}</strong>{each.good !== undefined && <>, turned out {each.good ? 'well' : 'badly'}</>}</span>
            <span className="faint numbers">{each.likeness === undefined ? '' : `${Math.round(each.likeness * 100)} % alike`}</span>
          </summary>
          <div className="Piece-body">
            <p className="soft">
              {each.by && <>Answered by {each.by}{each.at && <>, <Time at={each.at} /></>}. </>}
              {each.outcome === undefined || each.outcome === null ? 'What came of it is not known.' : <>It came to {visibleJson(JSON.stringify(each.outcome))}{each.good === undefined ? '.' : each.good ? ': good.' : ': bad.'}</>}
              {' '}<Link to="/runs/$run" params={{ run: each.run }}>Its run</Link>
            </p>
            {each.differs?.map((field) => (
              <p key={field.field}><span className="faint">{visibleLine(field.field)}</span> here <strong>{plain(field.here)}</strong>, there {plain(field.there)}</p>
            ))}
          </div>
        </details>
      ))}
    </section>
  )
}

function plain(value: unknown): string {
  return typeof value === 'string' ? visible(value) : visibleJson(JSON.stringify(value ?? null))
}

/** What an estimate rests on, in words. */
function from(what: string | undefined): string {
  return what === 'limits' || !what ? 'what the budgets expect of the calls to come' : `the median of ${what}`
}

function SoFar({ task }: { task: Task }) {
  const { run, cost } = task.brief
  const spent = cost?.soFar
  const guess = cost?.estimate
  return (
    <section>
      <div className="EvidencePane-head"><h2>The run so far</h2></div>
      {guess && (
        <p className="soft numbers">
          From here about {money(Number(guess.amount), guess.currency)} more, by {from(cost.from)}.
        </p>
      )}
      <p className="soft numbers">
        {[
          run?.steps === undefined ? '' : count(run.steps, 'step'),
          spent ? money(Number(spent.amount), spent.currency) : run ? 'nothing spent' : '',
          run?.tokens ? count(run.tokens, 'token') : '',
        ].filter(Boolean).join(' · ')}
        {' '}<Link to="/runs/$run" params={{ run: task.run }}>See the run</Link>
      </p>
    </section>
  )
}
