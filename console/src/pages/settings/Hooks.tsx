import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Dialog } from '../../ui/Dialog'
import { Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Choices, Field, FormDialog } from '../../ui/FormDialog'
import { Facts, Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { WhyDialog } from '../../ui/WhyDialog'
import { Words } from '../agents/TeamsTab'
import { useHooks } from './data'
import type { Hook, Made } from './data'

const LABELS = ['public', 'internal', 'confidential', 'personal', 'special']

/** Addresses at which other systems start runs, each request signed. */
export function Hooks() {
  const hooks = useHooks()
  const client = useQueryClient()
  const admin = may(useWho().data)
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [made, setMade] = useState<Made>()
  const [act, setAct] = useState<{ what: 'rotate' | 'remove'; hook: Hook }>()
  const add = (on: boolean) => void navigate({ to: '.', search: { ...search, add: on ? 'hook' : undefined } })
  const fresh = () => client.invalidateQueries({ queryKey: ['house'] })
  const refused = admin ? undefined : 'Only admins may'
  if (hooks.error && !hooks.data) return <div className="Section"><ErrorBox error={hooks.error} onRetry={() => void hooks.refetch()} /></div>
  if (!hooks.data) return <Skeleton />
  return (
    <Section title="Hooks" about="other systems start runs here" actions={<Button look="main" why={refused} onClick={() => add(true)}>Open a hook</Button>}>
      {hooks.data.items.length === 0 && <Empty title="No hook is open">A hook is an address at which another system starts runs of one workflow; its signature is the proof.</Empty>}
      {hooks.data.items.length > 0 && (
        <Table label="Hooks" rows={hooks.data.items} rowKey={(row) => row.name} columns={[
          { name: 'name', head: 'Address', cell: (row) => <code>/hooks/{row.name}</code> },
          { name: 'workflow', head: 'Starts', cell: (row) => row.workflow },
          { name: 'labels', head: 'Data is', cell: (row) => <Words of={row.labels} /> },
          { name: 'state', head: 'State', cell: (row) => (row.usable ? <Chip tone="done">open</Chip> : <Chip tone="fail">signed with another key; rotate it</Chip>) },
          { name: 'by', head: 'Opened', cell: (row) => <span title={row.why}><Time at={row.at} /> by {row.by}</span> },
          { name: 'act', head: '', cell: (row) => (
            <div className="Settings-acts">
              <Button look="quiet" why={refused} onClick={() => setAct({ what: 'rotate', hook: row })}>Rotate</Button>
              <Button look="quiet" why={refused} onClick={() => setAct({ what: 'remove', hook: row })}>Remove</Button>
            </div>
          ) },
        ]} />
      )}
      {search.add === 'hook' && admin && <Open onMade={(hook) => { setMade(hook); add(false); void fresh() }} onClose={() => add(false)} />}
      {made && <Shown hook={made} onClose={() => setMade(undefined)} />}
      {act?.what === 'rotate' && (
        <WhyDialog danger needed={false} title={`Rotate the secret of ${act.hook.name}?`} verb="Rotate" onClose={() => setAct(undefined)}
          act={(why) => post<Made>(`/api/v1/hooks/${encodeURIComponent(act.hook.name)}/rotate`, why ? { why } : {}).then((hook) => { setMade(hook); return fresh() })}>
          <p>What is signed with the old secret is refused at once.</p>
        </WhyDialog>
      )}
      {act?.what === 'remove' && (
        <WhyDialog danger title={`Remove ${act.hook.name}?`} verb="Remove" onClose={() => setAct(undefined)}
          act={(why) => post(`/api/v1/hooks/${encodeURIComponent(act.hook.name)}/remove`, { why }).then(fresh)}>
          <p>Requests to it are refused from then on. Runs that it started go on.</p>
        </WhyDialog>
      )}
    </Section>
  )
}

function Open({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const [name, setName] = useState('')
  const [workflow, setWorkflow] = useState('')
  const [labels, setLabels] = useState<string[]>([])
  const [why, setWhy] = useState('')
  const missing = !name.trim() ? 'Give a name first' : !workflow.trim() ? 'Name the workflow first' : undefined
  return (
    <FormDialog title="Open a hook" verb="Open it" why={missing} onClose={onClose}
      act={() => post<Made>('/api/v1/hooks', { name: name.trim(), workflow: workflow.trim(), labels, ...(why.trim() ? { why: why.trim() } : {}) }).then(onMade)}>
      <Field label="Name" value={name} onChange={setName} autoFocus required />
      <Field label="Workflow" value={workflow} onChange={setWorkflow} placeholder="namespace/name" required />
      <Choices label="What comes in is" all={LABELS} chosen={labels} onChange={setLabels} />
      <Field label="Why (may be left empty)" value={why} onChange={setWhy} />
    </FormDialog>
  )
}

function Shown({ hook, onClose }: { hook: Made; onClose: () => void }) {
  return (
    <Dialog title={`The secret of ${hook.name}`} onClose={onClose} footer={<Button look="main" onClick={onClose}>I have kept it</Button>}>
      <div className="stack">
        <p>It is shown this once. The other system signs each request with it.</p>
        <Facts items={[['Address', <code key="a">{location.origin}{hook.path}</code>]]} />
        <Snippet text={hook.secret} />
      </div>
    </Dialog>
  )
}
