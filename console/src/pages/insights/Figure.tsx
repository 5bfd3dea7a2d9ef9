import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Dimension } from '../../api/insights'
import type { Search } from '../../app/router'

/** A number that leads to the runs behind it; none does not. */
export function Figure({ by, name, figure, value, error, children }: {
  by: Dimension
  name: string
  /** Which, by its name in the API; empty for all runs. */
  figure: string
  value: number
  error?: string
  children: ReactNode
}) {
  const search: Search = useSearch({ strict: false })
  if (!value) return <span className="faint numbers">{children}</span>
  return <Link to="." search={{ ...search, figure: figure || 'runs', of: `${by}:${name}`, error }} className="numbers">{children}</Link>
}
