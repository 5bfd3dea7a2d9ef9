import { expect, test } from 'vitest'
import { empty, fieldsOf, isForm, readAll } from './form'
import type { Draft } from './form'

const fields = fieldsOf({
  type: 'object',
  required: ['amount', 'kind', 'when'],
  properties: {
    amount: { type: 'number', minimum: 1, maximum: 100, title: 'How much' },
    kind: { enum: ['fast', 'slow', 3] },
    when: { type: 'string', format: 'date' },
    note: { type: 'string', maxLength: 500 },
    sure: { type: 'boolean', default: true },
    tags: { type: 'array', items: { type: 'string' } },
    to: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, age: { type: 'integer' } } },
    rest: { type: 'array', items: { type: 'object' } },
  },
})

const filled = (parts: Record<string, Draft>) => readAll(fields, { amount: '5', kind: 'fast', when: '2026-11-22', ...parts })

test('each kind of schema has its field, and what does not fit a small form is JSON', () => {
  expect(fields.map((each) => each.kind)).toEqual(['number', 'choice', 'date', 'long', 'yes', 'list', 'group', 'json'])
  expect(fields.map((each) => each.label)[0]).toBe('How much')
  expect(isForm({ type: 'string' })).toBe(false)
})

test('what is written becomes what the schema asks for', () => {
  expect(filled({ sure: true, tags: ['a', '', 'b'], kind: '3', rest: '[{"x":1}]' }).value).toEqual({
    amount: 5, kind: 3, when: '2026-11-22', sure: true, tags: ['a', 'b'], rest: [{ x: 1 }],
  })
})

test('what is missing or out of bounds is named', () => {
  expect(readAll(fields, { amount: '101' }).faults).toEqual({ amount: 'is more than 100', kind: 'is needed', when: 'is needed' })
  expect(filled({ amount: 'x' }).faults).toEqual({ amount: 'is no number' })
  expect(filled({ to: { name: '', age: '1.5' } }).faults).toEqual({ 'to.age': 'is no whole number', 'to.name': 'is needed' })
  expect(filled({ rest: '[' }).faults.rest).toContain('is no JSON')
})

test('a group that nobody fills in is left out', () => {
  expect(filled({ to: { name: '', age: '' } }).faults).toEqual({})
  expect('to' in (filled({}).value as object)).toBe(false)
})

test('a form begins with what its schema presets', () => {
  expect(Object.fromEntries(fields.map((each) => [each.name, empty(each)]))).toMatchObject({ sure: true, amount: '', tags: [] })
})
