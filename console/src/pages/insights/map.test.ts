import { describe, expect, it } from 'vitest'
import type { BehindRow } from '../../api/insights'
import { ROWS } from '../../api/insights'
import { atLeast, mapOf, ordered } from './map'

const START = Date.parse('2026-05-01T08:00:00Z')
const at = (second: number) => new Date(START + second * 1000).toISOString()

function row(run: string, step: string, began: number, took: number, work: Partial<NonNullable<BehindRow['work']>> = {}): BehindRow {
  return {
    run, workflow: 'a/b@1', started: at(0), ended: at(99), result: 'completed',
    work: { id: step + began, step, kind: 'agent', who: 'reader', began: at(began), ended: at(began + took), result: 'ok', attempts: 1, workMs: took * 1000, peopleMs: 0, ...work },
  }
}

const task = (run: string, step: string, began: number, took: number) => row(run, step, began, took, { kind: 'task', team: 'clerks', who: undefined, workMs: 0 })

describe('the process map', () => {
  it('counts how runs go from step to step, and where they begin and end', () => {
    const map = mapOf([row('1', 'read', 0, 1), row('1', 'write', 2, 1), row('2', 'read', 0, 1), row('2', 'write', 9, 1)], [task('2', 'ask', 3, 5)])
    expect(map.runs).toBe(2)
    expect(map.steps.map((step) => step.name)).toEqual(['read', 'ask', 'write'])
    const way = (from: string, to: string) => map.ways.find((each) => each.from === from && each.to === to)?.count
    expect([way('', 'read'), way('read', 'write'), way('read', 'ask'), way('ask', 'write'), way('write', '')]).toEqual([2, 1, 1, 1, 2])
    expect(atLeast(map, 60).ways.map(({ from, to }) => `${from}>${to}`)).toEqual(['>read', 'write>'])
  })
  it('tells waiting for people from work, and who did it', () => {
    const map = mapOf([row('1', 'read', 0, 2)], [task('1', 'read', 1, 8)])
    expect(map.steps[0]).toMatchObject({ count: 2, runs: 1, workMs: 2000, peopleMs: 8000 })
    expect(map.does).toEqual([{ step: 'read', doer: 'agent:reader', count: 1, ms: 2000 }, { step: 'read', doer: 'team:clerks', count: 1, ms: 8000 }])
    expect(ordered(map).map((doer) => doer.name)).toEqual(['reader', 'clerks'])
  })
  it('goes back where a run does, and stays in a step for as long as it lasts', () => {
    const map = mapOf([row('1', 'read', 0, 1), row('1', 'read', 1, 1), row('1', 'write', 2, 1), row('1', 'read', 3, 1)], [])
    expect(map.ways.map(({ from, to, count }) => `${from}>${to}:${count}`)).toEqual(['>read:1', 'read>write:1', 'write>read:1', 'read>:1'])
  })
  it('does not end where a run still goes on', () => {
    const map = mapOf([{ ...row('1', 'read', 0, 1), ended: undefined, result: 'running' }], [])
    expect(map.ways).toEqual([{ from: '', to: 'read', count: 1 }])
  })
  it('leaves out runs of which a part is cut off', () => {
    const old = row('old', 'write', 50, 1)
    const full = [...Array.from({ length: ROWS - 1 }, (_, i) => ({ ...row(`r${i}`, 'read', 60, 1), started: at(60) })), { ...old, started: at(1) }]
    expect(mapOf(full, []).steps.map((step) => step.name)).toEqual(['read'])
  })
})
