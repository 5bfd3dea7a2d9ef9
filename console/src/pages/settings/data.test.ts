import { describe, expect, it } from 'vitest'
import { changed, words } from './data'

describe('settings', () => {
  it('reads words however they are divided', () => {
    expect(words(' a, b\nc ,,')).toEqual(['a', 'b', 'c'])
    expect(words('')).toEqual([])
  })
  it('sends only what was changed', () => {
    expect(changed({ a: 1, b: ['x'] }, { a: 1, b: ['x', 'y'] })).toEqual({ b: ['x', 'y'] })
    expect(changed({ a: [1] }, { a: [1] })).toEqual({})
  })
})
