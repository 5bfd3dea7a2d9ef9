import { describe, expect, it } from 'vitest'
import type { MapEdge, MapNode, ProcessMap } from '../../api/insights'
import { along, atLeast } from './map'

const node = (id: string): MapNode => ({ id, step: id, kind: 'agent', who: id, count: 1, p50Ms: 1, waitMs: 0, heat: 0, x: 0, y: 0, w: 1, h: 1 })
const edge = (from: string, to: string, count: number): MapEdge => ({ from, to, count, waitMs: 0, heat: 0, width: 1, points: [] })
const map: ProcessMap = { workflow: 'a/b@1', runs: 100, whole: true, width: 1, height: 1, nodes: ['start', 'read', 'ask', 'end'].map(node),
  edges: [edge('start', 'read', 100), edge('read', 'end', 99), edge('read', 'ask', 1), edge('ask', 'end', 1)] }

describe('the process map', () => {
  it('leaves out ways that few runs took, and who stands on none of the others', () => {
    const drawn = atLeast(map, 2)
    expect(drawn.edges.map((each) => each.to)).toEqual(['read', 'end'])
    expect(drawn.nodes.map((each) => each.id)).toEqual(['start', 'read', 'end'])
    expect(atLeast(map, 1)).toEqual(map)
  })
  it('finds the middle of a line around a corner', () => {
    expect(along([[0, 0], [10, 0], [10, 30]])).toEqual([10, 10])
    expect(along([[4, 5]])).toEqual([4, 5])
    expect(along([])).toEqual([0, 0])
  })
})
