import type { ReactNode } from 'react'
import { Fermata } from './Sign'
import './Empty.css'

/** Nothing is here: says why, and one thing to do. With `page`, it is all that the page has. */
export function Empty({ title, children, action, page = false }: { title: string; children?: ReactNode; action?: ReactNode; page?: boolean }) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div className="Empty">
      <Fermata size={36} />
      <Heading>{title}</Heading>
      {children && <div className="Empty-text">{children}</div>}
      {action}
    </div>
  )
}

/** A command that can be copied. */
export function Command({ children }: { children: string }) {
  return <code className="Command">{children}</code>
}
