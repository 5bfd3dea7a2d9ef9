import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Snippet } from '../../ui/Snippet'

/** What a shell takes as one word. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Discovery reads files and addresses of the machine it runs on, so it runs where they are: here is the command. */
export function Discover({ onClose }: { onClose: () => void }) {
  const [place, setPlace] = useState('')
  const command = `fermata agent discover ${quoted(place.trim() || '.')}`
  return (
    <Dialog title="Discover agents" onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
      <div className="stack">
        <p>Finds agents that are used but not registered: in a project folder, in the settings of MCP clients, or behind the address of an agent card.
          It reads on the machine where it runs, calls no agent, and writes a file for each that it finds.</p>
        <div className="field">
          <label htmlFor="place">A folder, a file or an address</label>
          <input id="place" value={place} placeholder="~/projects/support or https://agents.example.com" onChange={(event) => setPlace(event.target.value)} />
        </div>
        <Snippet text={command} />
        <p className="soft">Then paste what it wrote under Register.</p>
      </div>
    </Dialog>
  )
}
