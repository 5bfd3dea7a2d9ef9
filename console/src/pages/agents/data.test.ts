import { describe, expect, it } from 'vitest'
import type { Json } from '../../api/types'
import { compared, summary } from './compare'
import type { Said } from './compare'
import { failing, fitting, whereabouts } from './data'

const item = (name: string, owner: string, kind: string) => ({ name, owner, purpose: 'Reads.', endpoint: { kind } })

describe('the roster', () => {
  it('says where an agent runs without more of its address than its host', () => {
    expect(whereabouts({ kind: 'http', url: 'https://ana@agents.example/v1/x?y' })).toBe('agents.example')
    expect(whereabouts({ kind: 'process', command: ['java', 'Scorer.java'] })).toBe('java Scorer.java')
    expect(whereabouts({ kind: 'model', model: { name: 'small', url: 'http://127.0.0.1:1/', api: 'openai' } })).toBe('small at 127.0.0.1:1')
  })
  it('speaks of failures only where calls have ended', () => {
    expect(failing(0, 0)).toBe('')
    expect(failing(10, 0)).toBe('none failed')
    expect(failing(199, 1)).toBe('0.5 % failed')
    expect(failing(1, 1)).toBe('50 % failed')
  })
  it('keeps what fits every facet', () => {
    const all = [item('scorer', 'ana', 'process'), item('writer', 'bo', 'model'), item('finder', 'ana', 'model')]
    const names = (found: { name: string }[]) => found.map((each) => each.name)
    expect(names(fitting(all, { owner: 'ana', kind: 'model' }, new Set()))).toEqual(['finder'])
    expect(names(fitting(all, { status: 'off' }, new Set(['writer'])))).toEqual(['writer'])
    expect(names(fitting(all, { text: 'SCO' }, new Set()))).toEqual(['scorer'])
  })
})

describe('two agents compared', () => {
  const said = (output: Json, more: Partial<Said> = {}): Said => ({ reply: 'answered', output, millis: 10, ...more })
  it('takes field by field, whatever the order of their names', () => {
    const { fields, percent } = compared([
      [said({ a: 1, deep: { x: 'y', l: [1] } }), said({ deep: { l: [1], x: 'z' }, a: 1 })],
      [said({ a: 2 }), said({ a: 2, b: null })],
    ])
    expect(fields.map(({ name, same, of }) => [name, same, of])).toEqual([['/a', 2, 2], ['/deep/x', 0, 1], ['/deep/l', 1, 1], ['/b', 0, 1]])
    expect(fields[1]).toMatchObject({ first: 'y', second: 'z' })
    expect(percent).toBe(60)
  })
  it('compares nothing where one did not answer', () => {
    expect(compared([[said({ a: 1 }), { reply: 'lost', millis: 5 }]]).fields).toEqual([])
    expect(summary([said(1, { usage: { cost: 'EUR 0.10' } }), { reply: 'rejected', error: { detail: 'no' }, millis: 30, usage: { cost: 'EUR 0.05' } }]))
      .toEqual({ answered: 1, of: 2, millis: 20, cost: 'EUR 0.15', error: 'no' })
  })
})
