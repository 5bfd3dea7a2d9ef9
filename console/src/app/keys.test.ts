import { expect, test } from 'vitest'
import { named, sequence } from './keys'

test('letters count the same in both cases', () => {
  expect(named({ key: 'A', shiftKey: true })).toBe('a')
  expect(named({ key: 'Enter', shiftKey: false })).toBe('Enter')
})

test('two keys in a row are one name, if they come soon after each other', () => {
  expect(sequence('g', 300, 'i')).toBe('g i')
  expect(sequence('g', 3000, 'i')).toBe('i')
  expect(sequence('', 0, 'i')).toBe('i')
})
