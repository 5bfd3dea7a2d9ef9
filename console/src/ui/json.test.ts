import { expect, test } from 'vitest'
import { placed, readJson, scan } from './json'

const at = (text: string) => readJson(text).complaints.map(({ line, column }) => `${line}:${column}`)

test('a text that is JSON is read as it is', () => {
  for (const text of ['{}', '[1, -2.5e3, "a\\u00e9\\n", true, null]', ' {"a": {"b~/c": [ ]}} ', '"x"', '0']) {
    expect(readJson(text)).toEqual({ value: JSON.parse(text), complaints: [] })
  }
})

test('a text that is none is complained of where it stops being one', () => {
  expect(at('{\n  "a": 1\n  "b": 2\n}')).toEqual(['3:3'])
  expect(at('{\n  "a": one\n}')).toEqual(['2:8'])
  expect(at('{"a": [1, 2')).toEqual(['1:12'])
  expect(at("{'a': 1}")).toEqual(['1:2'])
  expect(at('{"a": 1,}')).toEqual(['1:9'])
  expect(at('{} x')).toEqual(['1:4'])
  expect(at('')).toEqual(['1:1'])
  expect(at('['.repeat(5000))).toHaveLength(1)
})

test('whatever JSON.parse takes is taken, and nothing else', () => {
  for (const text of ['01', '1.', '-', '+1', '.5', '1e', '"\t"', '"\\x"', 'nul', '[1 2]', '{"a"}', '[,]', '{"a":1 "b":2}', '1e5', '-0', '""']) {
    let fine = true
    try { JSON.parse(text) } catch { fine = false }
    expect(scan(text).fault === undefined, text).toBe(fine)
  }
})

test('what the server says of a part stands at that part, or at what is around it', () => {
  const text = '{\n  "loan": {\n    "amount": "x",\n    "a/b": 1\n  }\n}'
  expect(placed(text, [
    { pointer: '/loan/amount', message: 'no number' }, { pointer: '/loan/a~1b', message: 'x' }, { pointer: '/loan/missing/deep', message: 'x' }, { message: 'all' },
  ]).map(({ line, column }) => `${line}:${column}`)).toEqual(['3:15', '4:12', '2:11', '1:1'])
})
