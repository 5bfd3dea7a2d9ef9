import { describe, expect, it } from 'vitest'
import { difference, folded } from './diff'

const shown = (before: string, after: string) => difference(before, after).map(({ kind, text }) => `${{ same: ' ', gone: '-', new: '+' }[kind]}${text}`)

describe('the difference of two texts', () => {
  it('keeps what is the same and says what went and what came', () => {
    expect(shown('a\nb\nc\n', 'a\nx\nc\n')).toEqual([' a', '-b', '+x', ' c'])
  })
  it('is empty for two empty texts, and all new for a first one', () => {
    expect(shown('', '')).toEqual([])
    expect(shown('', 'a\n')).toEqual(['+a'])
    expect(shown('a', '')).toEqual(['-a'])
  })
  it('keeps what is around a change, and only counts the rest', () => {
    const before = 'abcdefghijkl'.split('').join('\n')
    const found = folded(difference(before, before.replace('f', 'x')))
    expect(found.map((line) => (typeof line === 'number' ? line : line.text))).toEqual([2, 'c', 'd', 'e', 'f', 'x', 'g', 'h', 'i', 3])
  })
  it('can be read back to both texts, whatever they are', () => {
    let state = 7
    const next = () => (state = (state * 1103515245 + 12345) % 2147483648)
    for (let seed = 0; seed < 200; seed++) {
      const text = () => Array.from({ length: next() % 9 }, () => 'abc'[next() % 3]).join('\n')
      const [before, after] = [text(), text()]
      const found = difference(before, after)
      const back = (not: 'gone' | 'new') => found.filter(({ kind }) => kind !== not).map((line) => line.text).join('\n')
      expect([seed, back('new')]).toEqual([seed, before])
      expect([seed, back('gone')]).toEqual([seed, after])
    }
  })
})
