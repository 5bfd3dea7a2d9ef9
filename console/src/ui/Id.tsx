import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { shortened } from './words'
import './Id.css'

/** An id, shortened in the middle; a click copies all of it. */
export function Id({ id, most = 18 }: { id: string; most?: number }) {
  const [copied, setCopied] = useState(false)
  function copy() {
    void navigator.clipboard.writeText(id).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    })
  }
  return (
    <button type="button" className="Id" title={`${id} — copy`} aria-label={`Copy ${shortened(id, most)}`} onClick={copy}>
      <code>{shortened(id, most)}</code>
      {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
      <span className="unseen" role="status">{copied ? 'Copied' : ''}</span>
    </button>
  )
}
