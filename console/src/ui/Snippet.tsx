import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './Button'
import './Snippet.css'

/** A command or another text to take away: all of it, with a button that copies it. */
export function Snippet({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  function copy() {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    })
  }
  return (
    <div className="Snippet">
      <code>{text}</code>
      <IconButton label={copied ? 'Copied' : 'Copy'} onClick={copy}>
        {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      </IconButton>
    </div>
  )
}
