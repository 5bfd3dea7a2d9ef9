import { describe, expect, it } from 'vitest'
import { amounts, fullness, scope } from './data'

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
  it('says amounts with what they are of', () => {
    expect(amounts({ money: '20.00 USD', calls: 1000 })).toBe('20.00 USD, 1,000 calls')
    expect(amounts({})).toBe('nothing')
  })
})
