import type { Row, WorkflowGraph } from './types'

/** Lines that come together: whatever has come this far went through them. */
const together = new Set(['join', 'conflict'])
const begins = new Set(['start'])
const ends = new Set(['end', 'exit'])

/**
 * The lines that a run went along. A step was come to from that one of those before it that began last before it did.
 *
 * @param went the boxes that were reached
 * @param completed whether the run came to its end
 */
export function taken(graph: WorkflowGraph, rows: readonly Row[], went: ReadonlySet<string>, completed: boolean): Set<string> {
  const visits = new Map<string, number[]>()
  rows.forEach((row, at) => {
    if (row.state !== 'planned') visits.set(row.step, [...(visits.get(row.step) ?? []), at])
  })
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const into = new Map<string, WorkflowGraph['edges']>()
  for (const edge of graph.edges) into.set(edge.to, [...(into.get(edge.to) ?? []), edge])
  const found = new Set<string>()
  for (const [to, edges] of into) {
    const node = nodes.get(to)
    if (!node) continue
    const reached = edges.filter((edge) => went.has(edge.from))
    if (together.has(node.kind)) {
      if (went.has(to) || node.kind === 'join') reached.forEach((edge) => found.add(edge.id))
      continue
    }
    const arrivals = ends.has(node.kind) ? (over(node.kind, node.parent, nodes, rows, completed) ? [rows.length] : []) : (visits.get(node.step) ?? [])
    for (const arrival of arrivals) {
      let last = -2
      let along: string[] = []
      for (const edge of reached) {
        const from = nodes.get(edge.from)
        const before = from && begins.has(from.kind) ? -1 : Math.max(-2, ...(visits.get(from?.step ?? '') ?? []).filter((at) => at < arrival))
        const point = from && !visits.has(from.step) && !begins.has(from.kind) ? -1 : before
        if (point > last) {
          last = point
          along = []
        }
        if (point === last && point > -2) along.push(edge.id)
      }
      along.forEach((id) => found.add(id))
    }
  }
  return found
}

function over(kind: string, parent: string | undefined, nodes: ReadonlyMap<string, { step: string }>, rows: readonly Row[], completed: boolean): boolean {
  if (kind === 'end') return completed
  const step = nodes.get(parent ?? '')?.step
  return rows.some((row) => row.step === step && row.state === 'done')
}
