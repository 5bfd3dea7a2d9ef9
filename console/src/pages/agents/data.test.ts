import { describe, expect, it } from 'vitest'
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
