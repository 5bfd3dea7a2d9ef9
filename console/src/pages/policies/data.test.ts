import { describe, expect, it } from 'vitest'
import { offered } from './complete'
import { agreeing, amounts, changes, fullness, scope, used } from './data'
import type { Forecast } from '../../api/house'
import type { Person } from '../settings/data'

describe('policies and budgets', () => {
  it('says what a policy is about', () => {
    expect(scope({})).toBe('every effect')
    expect(scope({ effects: ['irreversible'], targets: ['bank.book'] })).toBe('irreversible at bank.book')
  })
  it('takes the measure of a budget that is nearest to its limit', () => {
    expect(fullness({ limit: { money: '10.00 USD', calls: 100 }, reserved: { money: '1.00 USD' }, spent: { money: '1.50 USD', calls: 90 } })).toBe(90)
    expect(fullness({ limit: { calls: 100 } })).toBeUndefined()
    expect(fullness({ limit: { calls: 100 }, reserved: {}, spent: {} })).toBe(0)
  })
  it('says what is taken of a budget in the measures that it limits', () => {
    expect(used({ limit: { money: '2.00 USD', calls: 50 }, reserved: { money: '0.10 USD', calls: 1 }, spent: { money: '0.05 USD', calls: 4, tokens: 9 } }))
      .toEqual({ money: '0.15 USD', calls: 5 })
    expect(amounts(used({ limit: { money: '2.00 USD' } }))).toBe('0.00 USD')
  })
  it('names what a backtest found as the server does, whose examples have these names', () => {
    const counts = { noLongerDenied: 1, noLongerAsked: 2, newlyAsked: 3, newlyDenied: 4, askedOtherwise: 5, changedOtherwise: 6, undecidable: 7, unchanged: 8 }
    const found = changes(counts as unknown as Forecast)
    expect(Object.fromEntries(found.map(({ name, count }) => [name, count]))).toEqual(counts)
  })
  it('says amounts with what they are of', () => {
    expect(amounts({ money: '20.00 USD', calls: 1000 })).toBe('20.00 USD, 1,000 calls')
    expect(amounts({})).toBe('nothing')
  })
  it('names who may agree, and never the one who proposed it', () => {
    const person = (name: string, role: string, disabled = false): Person => ({ name, displayName: '', roles: [role], teams: [], disabled })
    const all = [person('ana', 'author'), person('bo', 'admin'), person('cy', 'approver'), person('dee', 'author', true), person('eve', 'author')]
    expect(agreeing(all, 'ana')).toBe('bo or eve may agree.')
    expect(agreeing(all.slice(0, 1), 'ana')).toContain('nobody else')
    expect(agreeing(undefined, 'ana')).toBe('')
  })
})

describe('writing a policy', () => {
  const names = { agents: ['scorer'], tools: new Map([['bank', ['book']]]), teams: ['underwriters'], people: ['ana'], workflows: ['lending/loan'] }
  const at = (text: string) => offered(text, text.length, names)?.offers.map((each) => each.label)
  it('offers the fields of what the line stands in', () => {
    expect(at('pol')).toContain('policy')
    expect(at('then:\n  ')).toContain('reroute')
    expect(at('then:\n  ask: { team: a, ')).toContain('fourEyes')
    expect(at('cases:\n  - name: x\n    ')).toContain('expect')
  })
  it('offers what may be named', () => {
    expect(at('then:\n  ask: { team: ')).toEqual(['underwriters', 'ana'])
    expect(at('scope:\n  effects: [irr')).toContain('irreversible')
    expect(at('scope:\n  targets:\n    - ba')).toEqual(['bank.book', 'scorer'])
    expect(at('when: effect.cost.')).toEqual(['amount', 'currency'])
  })
  it('leaves a text in peace', () => {
    expect(at('purpose: What it ')).toBeUndefined()
  })
})
