import type { ProcessMap } from '../../api/insights'

/** Only ways that at least such a share of the runs took, in percent, and those who are still on one. */
export function atLeast(map: ProcessMap, percent: number): ProcessMap {
  const edges = map.edges.filter((edge) => edge.count * 100 >= percent * map.runs)
  const linked = new Set(edges.flatMap((edge) => [edge.from, edge.to]))
  return { ...map, edges, nodes: map.nodes.filter((node) => linked.has(node.id)) }
}

/** The point in the middle of a line's length. */
export function along(points: readonly (readonly [number, number])[]): [number, number] {
  const parts = points.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [x, y]
    return { fromX, fromY, x, y, length: Math.hypot(x - fromX, y - fromY) }
  })
  let left = parts.reduce((sum, each) => sum + each.length, 0) / 2
  for (const { fromX, fromY, x, y, length } of parts) {
    if (left <= length && length > 0) return [fromX + ((x - fromX) * left) / length, fromY + ((y - fromY) * left) / length]
    left -= length
  }
  return [points[0]?.[0] ?? 0, points[0]?.[1] ?? 0]
}
