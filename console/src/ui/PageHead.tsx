import { useEffect } from 'react'
import type { ReactNode } from 'react'
import './PageHead.css'

/** The top of a page: its name, a line about it, what can be done, and its tabs. */
export function PageHead({ title, about, actions, children }: {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Fermata`
  }, [title])
  return (
    <header className="PageHead">
      <div className="PageHead-line">
        <div className="grow">
          <h1>{title}</h1>
          {about && <p className="soft">{about}</p>}
        </div>
        {actions && <div className="line">{actions}</div>}
      </div>
      {children}
    </header>
  )
}

/** A part of a page under a heading of its own, divided from the next by a line. */
export function Section({ title, about, actions, children }: {
  title: string
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="Section">
      <div className="Section-head">
        <h2 className="grow">{title} {about && <span className="Section-about">{about}</span>}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** Terms and what they are, two columns. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode] | undefined | false)[] }) {
  return (
    <dl className="Facts">
      {items.map((item) => item && (
        <div key={item[0]}>
          <dt>{item[0]}</dt>
          <dd>{item[1]}</dd>
        </div>
      ))}
    </dl>
  )
}
