import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { get, post, url } from '../../api/client'
import type { Agent, Complaint } from '../../api/house'
import type { Items, Json, JsonObject } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { Skeleton } from '../../ui/Skeleton'
import { SourceEditor } from '../../ui/SourceEditor'
import { Table } from '../../ui/Table'
import { Length } from '../../ui/Time'
import { placed, readJson } from '../../ui/json'
import { visibleJson, visibleLine } from '../../ui/visible'
import { count } from '../../ui/words'
import { compared, summary } from './compare'
import type { Said } from './compare'
import { complaintsOf } from './Register'
import { sample } from './TestCall'
import { useAgents } from './data'

const RECORDED = [1, 5, 20]

interface Found {
  other: string
  pairs: [Said, Said][]
}

/** Asks two agents the same, outside any run, and shows where their answers differ. */
export function Compare({ item, onClose }: { item: Agent; onClose: () => void }) {
  const others = (useAgents().data?.items ?? []).filter((each) => each.name !== item.name)
  const likely = others.find((each) => each.effect === 'read' && each.skills.some((skill) => item.skills.includes(skill))) ?? others.find((each) => each.effect === 'read') ?? others[0]
  const [picked, setPicked] = useState<string>()
  const other = picked ?? likely?.name ?? ''
  const recorded = useQuery({
    queryKey: ['runs', 'answered-by', item.name],
    queryFn: ({ signal }) => get<Items<{ key: string; erased?: boolean }>>(url('/api/v1/effects', { status: 'done', class: 'read', target: item.name, limit: RECORDED.at(-1) }), signal),
  })
  const keys = (recorded.data?.items ?? []).filter((each) => !each.erased).map((each) => each.key)
  const [many, setMany] = useState(0)
  const [input, setInput] = useState(() => JSON.stringify(sample(item.input), null, 2))
  const [found, setFound] = useState<Found>()
  const [said, setSaid] = useState<Complaint[]>([])
  const [error, setError] = useState<unknown>()
  const [asked, setAsked] = useState<number>()
  const left = useRef(false)
  const refused = [item, others.find((each) => each.name === other)].find((each) => each && each.effect !== 'read')
  const why = asked !== undefined ? 'Under way' : !other ? 'There is no other agent' : refused ? `${refused.name} may do more than read (${refused.effect}): only in a run` : undefined

  function write(text: string) {
    setInput(text)
    setSaid([])
  }

  async function go() {
    const read = many ? { value: null, complaints: [] } : readJson(input)
    setSaid(read.complaints)
    setError(undefined)
    setFound(undefined)
    if (read.complaints.length) return
    setAsked(0)
    try {
      const questions: JsonObject[] = many ? keys.slice(0, many).map((key) => ({ recorded: key })) : [{ input: read.value }]
      const pairs: [Said, Said][] = []
      for (const question of questions) {
        if (left.current) return
        const of = (name: string) => post<Said>(`/api/v1/agents/${encodeURIComponent(name)}/test`, question)
        pairs.push([await of(item.name), await of(other)])
        setAsked(pairs.length)
      }
      setFound({ other, pairs })
    } catch (failure) {
      const complaints = many ? [] : placed(input, complaintsOf(failure))
      if (complaints.length) setSaid(complaints)
      else setError(failure)
    } finally {
      setAsked(undefined)
    }
  }

  return (
    <Dialog wide title={`Compare ${item.name} with another`} onClose={() => { left.current = true; onClose() }} footer={
      <>
        <Button onClick={() => { left.current = true; onClose() }}>Close</Button>
        <Button look="main" why={why} onClick={() => void go()}>{asked === undefined ? 'Ask both' : 'Asking'}</Button>
      </>
    }>
      <div className="stack">
        <p className="soft">Both are really asked, outside any run: each call passes the gate and stands in the ledger under your name. Only agents that merely read are asked so.</p>
        <div className="field">
          <label htmlFor="compare-other">With</label>
          <select id="compare-other" value={other} onChange={(event) => setPicked(event.target.value)}>
            {others.map((each) => <option key={each.name} value={each.name}>{each.name} {each.version}</option>)}
          </select>
        </div>
        <div className="field">
          <label htmlFor="compare-input">The same input</label>
          <select id="compare-input" value={many} onChange={(event) => setMany(Number(event.target.value))}>
            <option value={0}>as written here</option>
            {RECORDED.filter((_, i) => keys.length > (RECORDED[i - 1] ?? 0)).map((number) => (
              <option key={number} value={number}>{number === 1 ? `the last that ${item.name} was given in a run` : `the last ${Math.min(number, keys.length)} that ${item.name} was given in runs`}</option>
            ))}
          </select>
        </div>
        {many === 0 && <SourceEditor label="Input as JSON" value={input} complaints={said} onChange={write} rows={8} />}
        {asked !== undefined && <Skeleton rows={4} label={`Asking both, ${asked} of ${many ? Math.min(many, keys.length) : 1} done`} />}
        {error !== undefined && <ErrorBox error={error} />}
        {found && <Result first={item.name} second={found.other} pairs={found.pairs} />}
      </div>
    </Dialog>
  )
}

function Result({ first, second, pairs }: { first: string; second: string; pairs: [Said, Said][] }) {
  const { fields, percent } = compared(pairs)
  const sides = [{ name: first, ...summary(pairs.map(([one]) => one)) }, { name: second, ...summary(pairs.map(([, other]) => other)) }]
  return (
    <div className="stack" role="status">
      <Table label="How they did" rows={sides} rowKey={(row) => row.name} columns={[
        { name: 'name', head: 'Agent', cell: (row) => <strong>{row.name}</strong> },
        { name: 'answered', head: 'Answered', cell: (row) => <>{row.answered} of {row.of}{row.error && <span className="soft">: {visibleLine(row.error)}</span>}</> },
        { name: 'millis', head: 'In the mean', cell: (row) => <Length ms={row.millis} /> },
        { name: 'cost', head: 'Cost', cell: (row) => row.cost || <span className="faint">not known</span> },
      ]} />
      {fields.length === 0 ? <p className="soft">Neither gave an answer that could be compared.</p> : (
        <>
          <p><strong>{percent} %</strong> of the fields are the same, over {count(pairs.length, 'input')}.</p>
          <Table label="Field by field" rows={[...fields].sort((a, b) => a.same / a.of - b.same / b.of)} rowKey={(row) => row.name} columns={[
            { name: 'field', head: 'Field', cell: (row) => <code className="Compare-field">{visibleLine(row.name)}</code> },
            { name: 'same', head: 'The same', cell: (row) => (row.same === row.of ? <span className="soft">{row.same} of {row.of}</span> : <strong>{row.same} of {row.of}</strong>) },
            { name: 'first', head: first, cell: (row) => <Example value={row.first} /> },
            { name: 'second', head: second, cell: (row) => <Example value={row.second} /> },
          ]} />
        </>
      )}
    </div>
  )
}

/** Where they differed first. */
function Example({ value }: { value?: Json }) {
  return value === undefined ? <span className="faint">–</span> : <span className="Compare-said" tabIndex={0}>{visibleJson(JSON.stringify(value))}</span>
}
