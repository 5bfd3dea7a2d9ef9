import { expect, test } from 'vitest'
import { visible, visibleJson, visibleLine } from './visible'

test('a change of direction stands as its code', () => {
  expect(visible('pay \u202eEOD\u202c now')).toBe('pay [U+202E]EOD[U+202C] now')
})

test('what has no width, and spaces of other kinds, are shown', () => {
  expect(visible('a\u200bb\u00a0c\ufeffd\u3164e\u{e0041}f')).toBe('a[U+200B]b[U+00A0]c[U+FEFF]d[U+3164]e[U+E0041]f')
})

test('line breaks and tabs stay, but not on one line', () => {
  expect(visible('a\n\tb')).toBe('a\n\tb')
  expect(visibleLine('a\n\tb\u0007')).toBe('a[U+000A][U+0009]b[U+0007]')
})

test('letters of every script stay as they are', () => {
  const words = 'Zürich — 東京 עברית हिन्दी 🎼 €'
  expect(visible(words)).toBe(words)
})

test('JSON stays JSON', () => {
  const json = visibleJson(JSON.stringify({ a: '\u202e\u{e0041}x' }))
  expect(json).toBe('{"a":"\\u202e\\udb40\\udc41x"}')
  expect(JSON.parse(json)).toEqual({ a: '\u202e\u{e0041}x' })
})
