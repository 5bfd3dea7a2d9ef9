import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, url } from '../../api/client'
import type { Agent, Complaint, ToolServer } from '../../api/house'
import type { Items, Json, JsonObject } from '../../api/types'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { JsonView } from '../../ui/JsonView'
import { SourceEditor } from '../../ui/SourceEditor'
import { Length } from '../../ui/Time'
import { placed, readJson } from '../../ui/json'
import { complaintsOf } from './Register'

interface Answer {
  reply: string
  output?: Json
  error?: JsonObject
  millis: number
  fits?: boolean
  usage?: JsonObject
}

/** An input that has each required field of a schema, to begin with. */
export function sample(schema: JsonObject | undefined): Json {
  const properties = schema?.properties
  if (!schema || typeof properties !== 'object' || properties === null || Array.isArray(properties)) return {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, of]) => [name, value(of)]),
  )
}

function value(schema: Json): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return null
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null
  if (schema.const !== undefined) return schema.const
  switch (schema.type) {
    case 'string':
      return ''
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1
    case 'boolean':
      return false
    case 'array':
      return []
    case 'object':
      return sample(schema)
    default:
      return null
  }
}

/** Calls an agent or a tool outside any run. It passes the gate like any other call, and stands in the ledger. */
export function TestCall({ kind, item, onClose }: { kind: 'agent' | 'tool'; item: Agent | ToolServer; onClose: () => void }) {
  const tools = 'tools' in item ? item.tools : []
  const [tool, setTool] = useState(tools[0]?.name ?? '')
  const schema = 'tools' in item ? tools.find((each) => each.name === tool)?.input : item.input
  const [input, setInput] = useState(() => JSON.stringify(sample(schema), null, 2))
  const [chosen, setChosen] = useState<string>()
  const [said, setSaid] = useState<Complaint[]>([])
  const [answer, setAnswer] = useState<Answer>()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const earlier = useQuery({
    queryKey: ['runs', 'calls-of', item.name],
    queryFn: ({ signal }) => get<Items<{ key: string; first: string }>>(url('/api/v1/effects', { target: item.name, limit: 5 }), signal),
    enabled: kind === 'agent',
  })
  const first = 'effect' in item && item.effect === 'read' ? earlier.data?.items[0]?.key : undefined
  const recorded = chosen ?? first ?? ''
  const effect = 'tools' in item ? tools.find((each) => each.name === tool)?.effect : item.effect

  function write(text: string) {
    setInput(text)
    setSaid([])
  }

  async function call() {
    const read = recorded ? { value: null, complaints: [] } : readJson(input)
    setSaid(read.complaints)
    setError(undefined)
    setAnswer(undefined)
    if (read.complaints.length) return
    setBusy(true)
    try {
      const given = recorded ? { recorded } : { input: read.value, ...(kind === 'tool' ? { tool } : {}) }
      setAnswer(await post<Answer>(`/api/v1/${kind}s/${encodeURIComponent(item.name)}/test`, given))
    } catch (failure) {
      const complaints = recorded ? [] : placed(input, complaintsOf(failure))
      if (complaints.length) setSaid(complaints)
      else setError(failure)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog wide title={`Call ${item.name}`} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Close</Button>
        <Button look="main" why={busy ? 'Under way' : undefined} onClick={() => void call()}>{busy ? 'Calling' : 'Call it'}</Button>
      </>
    }>
      <div className="stack">
        <p className="soft">It really happens, outside any run{effect && effect !== 'read' ? `, and its effect is ${effect}` : ''}: the call passes the gate and stands in the ledger under your name.</p>
        {tools.length > 0 && (
          <div className="field">
            <label htmlFor="tool">Tool</label>
            <select id="tool" value={tool} onChange={(event) => {
              setTool(event.target.value)
              write(JSON.stringify(sample(tools.find((each) => each.name === event.target.value)?.input), null, 2))
            }}>
              {tools.map((each) => <option key={each.name}>{each.name}</option>)}
            </select>
          </div>
        )}
        {!!earlier.data?.items.length && (
          <div className="field">
            <label htmlFor="recorded">Input</label>
            <select id="recorded" value={recorded} onChange={(event) => setChosen(event.target.value)}>
              <option value="">as written here</option>
              {earlier.data.items.map(({ key }) => <option key={key} value={key}>as in {key}</option>)}
            </select>
          </div>
        )}
        {!recorded && <SourceEditor label="Input as JSON" value={input} complaints={said} onChange={write} rows={10} begins />}
        {error !== undefined && <ErrorBox error={error} />}
        {answer && (
          <div className="stack" role="status">
            <p className="line">
              <Chip tone={answer.reply === 'answered' ? 'done' : answer.reply === 'lost' ? 'doubt' : 'fail'}>{answer.reply}</Chip>
              <span className="soft">after <Length ms={answer.millis} /></span>
            </p>
            <JsonView data={answer.output ?? answer.error ?? null} />
          </div>
        )}
      </div>
    </Dialog>
  )
}
