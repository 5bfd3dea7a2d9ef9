import { describe, expect, it } from 'vitest'
import { amount, change, line, success, total } from './figures'

describe('the figures of the overview', () => {
  it('compares with a week ago only where there was something', () => {
    expect(change(4, 0)).toBe('')
    expect(change(4, 4)).toBe('as a week ago')
    expect(change(5, 4)).toBe('▲ 25 % against a week ago')
    expect(change(3, 4)).toBe('▼ 25 % against a week ago')
  })
  it('has no share of success before a run has ended', () => {
    expect(success({ completed: 0, faulted: 0 })).toBeUndefined()
    expect(success({ completed: 2, faulted: 1 })).toBe(66.7)
  })
  it('draws a line from the first hour to the last, the greatest at the top', () => {
    expect(line([0, 2, 1], 100, 10)).toBe('0,10 50,0 100,5')
    expect(line([0, 0], 10, 10)).toBe('0,10 10,10')
  })
  it('adds hours and shows amounts in their currency', () => {
    const hours = [{ from: '', started: 1, ended: 2, faulted: 0 }, { from: '', started: 3, ended: 0, faulted: 1 }]
    expect(total(hours, 'started')).toBe(4)
    expect(amount({ amount: '0.021', currency: 'USD' })).toBe('$0.021')
  })
})
