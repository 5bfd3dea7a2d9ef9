import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { post } from '../../api/client'
import type { Complaint, Discovered } from '../../api/house'
import { may, useWho } from '../../app/who'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ErrorBox } from '../../ui/ErrorBox'
import { Field } from '../../ui/FormDialog'
import { Skeleton } from '../../ui/Skeleton'
import { Snippet } from '../../ui/Snippet'
import { SourceEditor } from '../../ui/SourceEditor'
import { Tabs } from '../../ui/Tabs'
import { toast } from '../../ui/Toast'
import { count } from '../../ui/words'
import { Finds } from './Finds'
import type { Registering } from './Finds'
import { complaintsOf } from './Register'
import './Discover.css'

export type Way = 'discover' | 'discover-text'

interface Looked {
  items: Discovered[]
  unread: string[]
}

/** Finds agents and tool servers that nobody registered, at an address or in a pasted text, and registers what is chosen of them. */
export function Discover({ way, onWay, onClose }: { way: Way; onWay: (way: Way) => void; onClose: () => void }) {
  const who = useWho().data
  const client = useQueryClient()
  const [address, setAddress] = useState('')
  const [text, setText] = useState('')
  const [owner, setOwner] = useState(who?.teams[0] ?? who?.name ?? '')
  const [wrong, setWrong] = useState<Complaint[]>([])
  const [looked, setLooked] = useState<Looked>()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [registering, setRegistering] = useState<Record<string, Registering>>({})
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState<'looking' | 'registering'>()
  const admin = may(who)
  const wanted = (looked?.items ?? []).filter((each) => refusal(each, admin) === undefined && !left.has(each.at + each.name) && registering[each.at + each.name] !== 'done')
  const given = way === 'discover' ? address.trim() : text.trim()

  const write = useCallback((now: string) => { setText(now); setWrong([]) }, [])

  async function look() {
    if (!given || busy) return
    setBusy('looking')
    setError(undefined)
    setWrong([])
    setLooked(undefined)
    setRegistering({})
    setLeft(new Set())
    try {
      setLooked(await post<Looked>('/api/v1/discover', { ...(way === 'discover' ? { url: given } : { text }), ...(owner.trim() ? { owner: owner.trim() } : {}) }))
    } catch (failure) {
      const complaints = complaintsOf(failure)
      if (way === 'discover-text' && complaints.length) setWrong(complaints)
      else setError(failure)
    } finally {
      setBusy(undefined)
    }
  }

  async function register() {
    setBusy('registering')
    let made = 0
    for (const each of wanted) {
      if (!each.draft) continue
      try {
        await post(`/api/v1/${each.draft.kind}s`, { source: each.draft.source, why: 'found by discovery' })
        made++
        setRegistering((before) => ({ ...before, [each.at + each.name]: 'done' }))
      } catch (failure) {
        setRegistering((before) => ({ ...before, [each.at + each.name]: failure instanceof Error ? failure : new Error(String(failure)) }))
      }
    }
    await client.invalidateQueries({ queryKey: ['house'] })
    if (made) toast(`${count(made, 'is', 'are')} registered`)
    setBusy(undefined)
  }

  return (
    <Dialog wide title="Discover agents" onClose={onClose} footer={
      <>
        {looked && wanted.length > 0 && <span className="soft">Read them first: what is not declared counts as irreversible.</span>}
        <span className="grow" />
        <Button onClick={onClose}>Close</Button>
        <Button look={looked ? 'plain' : 'main'} why={busy ? 'Under way' : given ? undefined : way === 'discover' ? 'Give an address first' : 'Paste something first'} onClick={() => void look()}>
          {busy === 'looking' ? 'Looking' : looked ? 'Look again' : 'Look'}
        </Button>
        {looked && looked.items.length > 0 && (
          <Button look="main" why={busy ? 'Under way' : wanted.length ? undefined : 'Nothing is chosen that can be registered'} onClick={() => void register()}>
            {busy === 'registering' ? 'Registering' : wanted.length ? `Register ${count(wanted.length, 'find')}` : 'Register'}
          </Button>
        )}
      </>
    }>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); void look() }}>
        <Tabs label="Where to look" chosen={way} onChoose={onWay} tabs={[{ name: 'discover', label: 'At an address' }, { name: 'discover-text', label: 'In a text' }]} />
        {way === 'discover' ? (
          <Field label="Address of an agent or a service" value={address} onChange={setAddress} placeholder="https://agents.example.com" inputMode="url"
            hint="The server asks it for its agent card or its OpenAPI document: at public addresses and allowed hosts only, past the gate. The ledger keeps that it asked." />
        ) : (
          <div className="field">
            <span className="label">What stands in the file</span>
            <SourceEditor label="What stands in the file" value={text} complaints={wrong} onChange={write} rows={12} />
            <span className="faint">Paste a .mcp.json or another client's settings, an agent card, an OpenAPI document, a langgraph.json, a crew's agents.yaml, a requirements.txt or a pyproject.toml. It is read and not kept.</span>
          </div>
        )}
        <Field label="Who answers for what is found" value={owner} onChange={setOwner} hint="A team or a person; it stands in each file." />
        <details className="Discover-folders">
          <summary>In a whole folder</summary>
          <p className="soft">The server does not look through folders for a page: what lies on its disk is not for everybody who may register agents. Run this where the folder is.</p>
          <Snippet text="fermata agent discover . --register found --owner my-team" />
        </details>
        {error !== undefined && <ErrorBox error={error} />}
        {busy === 'looking' && <Skeleton rows={3} label="Looking" />}
        {looked && <Finds items={looked.items} unread={looked.unread} left={left} registering={registering} refusal={(each) => refusal(each, admin)}
          onLeave={(key) => setLeft((before) => { const next = new Set(before); if (!next.delete(key)) next.add(key); return next })} />}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

/** Why it cannot be registered from here; nothing if it can. */
export function refusal(each: Discovered, admin: boolean): string | undefined {
  if (each.overlaps.length) return 'registered already, or nearly so'
  if (!each.draft) return 'no file can be made of it'
  if (each.draft.starts && !admin) return 'it names a program to start: for an admin'
  return undefined
}
