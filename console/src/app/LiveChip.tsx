import { CirclePause, Radio, RefreshCw } from 'lucide-react'
import { togglePause, useLine } from './live'
import type { Line } from './live'
import './LiveChip.css'

const shown: Record<Line, { word: string; icon: typeof Radio; says: string }> = {
  connecting: { word: 'Connecting', icon: RefreshCw, says: 'Asking the server for changes' },
  live: { word: 'Live', icon: Radio, says: 'What is shown is what is. Press to hold changes back' },
  reconnecting: { word: 'Reconnecting', icon: RefreshCw, says: 'The server is not heard: what is shown may be old' },
  paused: { word: 'Paused', icon: CirclePause, says: 'Changes are held back. Press to show them' },
}

/** Never silently stale: says whether what is shown is what is. */
export function LiveChip() {
  const line = useLine()
  const { word, icon: Icon, says } = shown[line]
  return (
    <button type="button" className={`LiveChip LiveChip-${line}`} title={says} aria-pressed={line === 'paused'} onClick={togglePause}>
      <Icon size={14} aria-hidden="true" /> <span aria-live="polite">{word}</span>
    </button>
  )
}
