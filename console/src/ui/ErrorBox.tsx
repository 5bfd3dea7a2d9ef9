import { CircleX } from 'lucide-react'
import { Problem } from '../api/client'
import { Button } from './Button'
import './ErrorBox.css'

/** What went wrong, why, and what to do next. */
export function ErrorBox({ error, onRetry, whole }: {
  error: unknown
  onRetry?: () => void
  /** Whether it stands for the whole page, whose heading it is then. */
  whole?: boolean
}) {
  const problem = error instanceof Problem ? error : undefined
  const title = problem?.message ?? 'This page made a mistake'
  const detail = problem ? problem.detail : error instanceof Error ? error.message : String(error)
  return (
    <div className="ErrorBox" role="alert">
      <CircleX size={18} aria-hidden="true" />
      <div className="stack grow">
        <div>
          {whole ? <h1 className="ErrorBox-heading">{sentence(title)}</h1> : <strong>{sentence(title)}</strong>}
          {detail && <p>{sentence(detail)}</p>}
          {problem?.hint && <p className="soft">{sentence(problem.hint)}</p>}
        </div>
        <div className="line">
          {onRetry && <Button onClick={onRetry}>Try again</Button>}
          {problem?.status === 401 && <a className="Button Button-main" href="/sign-in">Sign in</a>}
          {problem?.requestId && <span className="faint">Request <code>{problem.requestId}</code></span>}
        </div>
      </div>
    </div>
  )
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?]$/.test(begun) ? begun : `${begun}.`
}
