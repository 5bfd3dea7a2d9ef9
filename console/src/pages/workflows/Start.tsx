import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { post } from '../../api/client'
import { keys } from '../../api/query'
import type { Json, JsonObject } from '../../api/types'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { toast } from '../../ui/Toast'
import { count } from '../../ui/words'
import { parsed } from '../run/Rerun'
import { empty, fieldsOf, isForm, readAll } from '../task/form'
import type { Draft } from '../task/form'
import { SchemaForm } from '../task/SchemaForm'
import type { WorkflowShown } from './data'
import '../run/Rerun.css'

/** Begins a run: its input, by fields where the workflow says what it takes, or else as JSON. */
export function Start({ workflow, onClose }: { workflow: WorkflowShown; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const fields = useMemo(() => (workflow.inputSchema && isForm(workflow.inputSchema) ? fieldsOf(workflow.inputSchema) : []), [workflow.inputSchema])
  const [drafts, setDrafts] = useState<Record<string, Draft>>(() => Object.fromEntries(fields.map((field) => [field.name, empty(field)])))
  const [asJson, setAsJson] = useState(!fields.length)
  const [tried, setTried] = useState(false)
  const [input, setInput] = useState(() => JSON.stringify(sampleOf(workflow.inputSchema), null, 2))
  const [key, setKey] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const form = readAll(fields, drafts)
  const read = asJson ? parsed(input) : { value: form.value, problem: undefined }
  const faults = asJson ? 0 : Object.keys(form.faults).length
  async function go() {
    setTried(true)
    if (faults) return
    setBusy(true)
    setFailure(undefined)
    try {
      const begun = await post<{ run: string; already: boolean }>('/api/v1/runs', { workflow: workflow.id, input: read.value, startKey: key.trim() || undefined })
      void client.invalidateQueries({ queryKey: keys.runs })
      toast(begun.already ? 'A run with this key had begun before; here it is.' : 'The run has begun.')
      onClose()
      void navigate({ to: '/runs/$run', params: { run: begun.run } })
    } catch (problem) {
      setFailure(problem)
      setBusy(false)
    }
  }
  return (
    <Dialog wide title={`Start ${workflow.title || workflow.name} ${workflow.version}`} onClose={onClose} footer={
      <>
        <Button onClick={onClose}>Leave it</Button>
        <Button look="main" why={read.problem ? 'The input is not JSON' : busy ? 'Under way' : undefined} onClick={() => void go()}>Start the run</Button>
      </>
    }>
      <div className="stack">
        {fields.length > 0 && (
          <label className="line"><input type="checkbox" checked={asJson} onChange={(event) => {
            if (event.target.checked) setInput(JSON.stringify(form.value ?? {}, null, 2))
            setAsJson(event.target.checked)
          }} /> Write the input as JSON</label>
        )}
        {asJson ? (
          <div className="field">
            <label htmlFor="start-input">Input</label>
            <textarea id="start-input" className="Rerun-input" rows={14} spellCheck={false} value={input} aria-invalid={!!read.problem} aria-describedby="start-problem"
              onChange={(event) => setInput(event.target.value)} />
            <span id="start-problem" className={read.problem ? 'Rerun-problem' : 'faint'}>
              {read.problem ?? (workflow.inputSchema ? 'The server checks it against what the workflow takes.' : 'The workflow does not say what it takes; any JSON will do.')}
            </span>
          </div>
        ) : <SchemaForm fields={fields} drafts={drafts} faults={tried ? form.faults : {}} onChange={setDrafts} />}
        {tried && faults > 0 && <p className="Rerun-problem" role="alert">{count(faults, 'field')} {faults === 1 ? 'is' : 'are'} not filled in as needed.</p>}
        <div className="field">
          <label htmlFor="start-key">Start key (optional)</label>
          <input id="start-key" value={key} maxLength={256} onChange={(event) => setKey(event.target.value)} />
          <span className="faint">With the same key a second start gives the first run.</span>
        </div>
        {failure !== undefined && <ErrorBox error={failure} />}
      </div>
    </Dialog>
  )
}

const DEPTH = 5
/** No made-up text is longer. */
const LEAST = 100

/** The least that a schema asks for, to be filled in. */
export function sampleOf(schema: JsonObject | undefined, depth = 0): Json {
  if (!schema || depth > DEPTH) return {}
  if (schema.default !== undefined) return schema.default
  if (Array.isArray(schema.examples) && schema.examples.length) return schema.examples[0] ?? null
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'string') return 'x'.repeat(typeof schema.minLength === 'number' ? Math.min(schema.minLength, LEAST) : 0)
  if (type === 'number' || type === 'integer') return typeof schema.minimum === 'number' ? schema.minimum : 0
  if (type === 'boolean') return false
  if (type === 'array') return []
  const properties = schema.properties
  if (!properties || typeof properties !== 'object' || Array.isArray(properties)) return {}
  return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, sampleOf(part as JsonObject, depth + 1)]))
}
