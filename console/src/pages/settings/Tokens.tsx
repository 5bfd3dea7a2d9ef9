import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { post, remove } from '../../api/client'
import type { Search } from '../../app/router'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Command, Empty } from '../../ui/Empty'
import { ErrorBox } from '../../ui/ErrorBox'
import { Choices, Field, FormDialog } from '../../ui/FormDialog'
import { Section } from '../../ui/PageHead'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { Table } from '../../ui/Table'
import { Time } from '../../ui/Time'
import { Words } from '../agents/TeamsTab'
import { ROLES, useTokens } from './data'
import type { Token } from './data'

/** What programs sign in with. */
export function Tokens() {
  const admin = may(useWho().data)
  const tokens = useTokens(admin)
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [revoked, setRevoked] = useState<Token>()
  const add = (on: boolean) => void navigate({ to: '.', search: { ...search, add: on ? 'token' : undefined } })
  if (!admin) return <Empty title="Only admins see tokens">A token lets a program in. Ask an admin for one.</Empty>
  if (tokens.error && !tokens.data) return <div className="Section"><ErrorBox error={tokens.error} onRetry={() => void tokens.refetch()} /></div>
  if (!tokens.data) return <Skeleton />
  return (
    <Section title="Tokens" about="for programs; people sign in by themselves" actions={<Button look="main" onClick={() => add(true)}>Make a token</Button>}>
      {tokens.data.items.length === 0 && <Empty title="No program may sign in" action={<Command>fermata token add ci --roles operator</Command>} />}
      {tokens.data.items.length > 0 && (
        <Table label="Tokens" rows={tokens.data.items} rowKey={(row) => row.id} columns={[
          { name: 'name', head: 'Name', cell: (row) => <strong>{row.name}</strong> },
          { name: 'roles', head: 'Roles', cell: (row) => <Words of={row.roles} /> },
          { name: 'owner', head: 'Answers for it', cell: (row) => row.owner ?? <span className="faint">–</span> },
          { name: 'created', head: 'Made', cell: (row) => <Time at={row.created} /> },
          { name: 'expires', head: 'Ends', cell: (row) => (row.expires ? <Time at={row.expires} /> : <span className="faint">never</span>) },
          { name: 'used', head: 'Last used', cell: (row) => (row.lastUsed ? <Time at={row.lastUsed} /> : <span className="faint">never</span>) },
          { name: 'act', head: '', cell: (row) => <div className="Settings-acts"><Button look="quiet" onClick={() => setRevoked(row)}>Revoke</Button></div> },
        ]} />
      )}
      {search.add === 'token' && <Make onClose={() => add(false)} />}
      {revoked && <Revoke token={revoked} onClose={() => setRevoked(undefined)} />}
    </Section>
  )
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog title={`Revoke ${token.name}?`} verb="Revoke" onClose={onClose}
      act={() => remove(`/api/v1/tokens/${encodeURIComponent(token.id)}`).then(() => client.invalidateQueries({ queryKey: ['house', 'tokens'] })).then(onClose)}>
      <p>The program that has it is refused from now on. It cannot be taken back; make another token instead.</p>
    </FormDialog>
  )
}

function Make({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [roles, setRoles] = useState<string[]>(['viewer'])
  const [days, setDays] = useState('90')
  const [owner, setOwner] = useState('')
  const [secret, setSecret] = useState('')

  async function make() {
    const made = await post<{ token: string }>('/api/v1/tokens', { name: name.trim(), roles, days: Number(days), ...(owner.trim() ? { owner: owner.trim() } : {}) })
    await client.invalidateQueries({ queryKey: ['house', 'tokens'] })
    setSecret(made.token)
  }

  if (secret) {
    return (
      <Dialog title={`The token ${name}`} onClose={onClose} footer={<Button look="main" onClick={onClose}>I have kept it</Button>}>
        <div className="stack">
          <p>It is shown this once. Give it to the program as a bearer token.</p>
          <Snippet text={secret} />
        </div>
      </Dialog>
    )
  }
  const why = !name.trim() ? 'Give a name first' : !roles.length ? 'Choose a role first' : !(Number(days) >= 1) ? 'Say for how many days' : undefined
  return (
    <FormDialog title="Make a token" verb="Make it" why={why} act={make} onClose={onClose}>
      <Field label="Name" value={name} onChange={setName} autoFocus required hint="What the ledger calls the program." />
      <Choices label="Roles" all={ROLES.filter((role) => role !== 'approver')} chosen={roles} onChange={setRoles} about={{ admin: 'think twice' }} />
      <Field label="For how many days" type="number" min="1" value={days} onChange={setDays} />
      <Field label="Who answers for it" value={owner} onChange={setOwner} hint="A person’s name; you, if it is left empty." />
    </FormDialog>
  )
}
