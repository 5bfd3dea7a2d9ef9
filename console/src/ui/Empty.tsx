import type { ReactNode } from 'react'
import { Fermata } from './Sign'
import './Empty.css'

/** Nothing is here: says why, and one thing to do. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="Empty">
      <Fermata size={36} />
      <h2>{title}</h2>
      {children && <div className="Empty-text">{children}</div>}
      {action}
    </div>
  )
}

/** A command that can be copied. */
export function Command({ children }: { children: string }) {
  return <code className="Command">{children}</code>
}
