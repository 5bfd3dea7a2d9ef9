import { expect, test } from 'vitest'
import { bound, named, sequence } from './keys'

test('letters count the same in both cases', () => {
  expect(named({ key: 'A', shiftKey: true })).toBe('a')
  expect(named({ key: 'Enter', shiftKey: false })).toBe('Enter')
})

test('two keys in a row are one name, if they come soon after each other', () => {
  expect(sequence('g', 300, 'i')).toBe('g i')
  expect(sequence('g', 3000, 'i')).toBe('i')
  expect(sequence('', 0, 'i')).toBe('i')
})

test('the second of two keys is never an answer, whatever letter it is', () => {
  const answers = { r: { says: 'Decline', act: () => {} } }
  const places = { 'g r': { says: 'Runs', act: () => {} } }
  expect(bound([answers, places], sequence('g', 300, 'r'))?.says).toBe('Runs')
  expect(bound([answers], sequence('g', 300, 'r'))).toBeUndefined()
  expect(bound([answers, places], sequence('', 0, 'r'))?.says).toBe('Decline')
})
