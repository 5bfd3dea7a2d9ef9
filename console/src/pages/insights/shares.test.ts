import { describe, expect, it } from 'vitest'
import { greatest, missing, part, percent, ticks, timeTicks } from './shares'

describe('shares and axes of the insights', () => {
  it('says all and none only where it is all and none', () => {
    expect(percent({ yes: 9999, of: 10000 })).toBe('99.9 %')
    expect(percent({ yes: 1, of: 10000 })).toBe('0.1 %')
    expect(percent({ yes: 30, of: 30 })).toBe('100 %')
    expect(percent({ yes: 0, of: 30 })).toBe('0 %')
    expect(percent({ yes: 0, of: 0 })).toBe('–')
  })
  it('says how many cases are missing', () => {
    expect(missing({ yes: 1, of: 12 })).toBe(18)
    expect(missing({ yes: 1, of: 300 })).toBe(0)
  })
  it('keeps parts within their whole', () => {
    expect(part(3, 0)).toBe(0)
    expect(part(3, 2)).toBe(1)
    expect(greatest([])).toBe(0)
  })
  it('divides axes where people count', () => {
    expect(ticks(90)).toEqual([0, 50])
    expect(ticks(0)).toEqual([0])
    expect(timeTicks(200_000)).toEqual([0, 60_000, 120_000, 180_000])
  })
})
