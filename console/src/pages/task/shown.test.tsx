import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Brief, Task } from '../../api/task'
import type { Json } from '../../api/types'
import { JsonView } from '../../ui/JsonView'
import { unseen } from '../../ui/visible'
import { isLong } from './brief'
import { CallShown, Changes } from './CallShown'
import { changes } from './changes'
import { held } from './held'

// S16 of docs/internals/security-tests.md, where whoever approves reads it in a browser.

function approval(args: Json): Task {
  const call = { target: 'shop.book', effect: 'irreversible', arguments: args, digest: 'the-digest', key: 'r:book' }
  const brief: Brief = { question: 'Allow?', answers: { approve: 'a', reject: 'r', edit: 'e' }, show: call, proposals: null }
  return {
    id: 'r-1', run: 'r', kind: 'approve', team: 'risk', question: 'Allow?', state: 'open', opened: '', place: 'p', digest: 'd', brief,
    approval: { rule: 'agreed@1', team: 'risk', call: 'the-digest', people: 1, fourEyes: false, requesters: ['ana'], votes: [] },
  }
}

const shown = (args: Json) => renderToStaticMarkup(<CallShown task={approval(args)} seen={false} onSeen={() => undefined} />)
const hides = (text: string) => [...text].some((char) => char !== '\n' && char !== '\t' && unseen(char))

test.each([
  ['pay\u202eeve\u202c now', 'reads backwards'],
  ['al\u200bice\u200c\u200d\ufeff', 'has no width'],
  ['\u001b[2J\u001b[31mAll is well\u001b[0m', 'commands a terminal'],
  ['x\u0000\u0008\u0007\u007f\u009b2K', 'controls'],
  ['a\u2028b\u2029c\u0085d', 'ends lines in other ways'],
  ['\u2066hidden\u2069\u061c\u200f', 'isolates'],
  ['ten\u00a0000\u2003\u3000', 'is no plain space'],
  ['\u3164\u115f\u2800\uffa0', 'is drawn as nothing'],
  ['1\ufe0e2\u{e01ef}3\u{e0041}', 'varies or tags'],
  ['\ue000\u{10fffe}', 'is of private use'],
])('what cannot be seen stands as its code: %#, what %s', (hostile) => {
  expect(hides(hostile)).toBe(true)
  const page = shown({ memo: hostile, [hostile]: 1, list: [hostile], table: [{ a: hostile }], blank: '\u00a0' })
  expect(hides(page)).toBe(false)
  const first = [...hostile].find((char) => char !== '\n' && unseen(char)) ?? ''
  expect(page).toContain(`[U+${first.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
})

test('markup and instructions of agents are text', () => {
  const page = shown({ memo: '<script>alert(1)</script><b>Approved by ana</b> \' onload=x "' })
  expect(page).not.toMatch(/<script|<b>Approved/)
  expect(page).toContain('&lt;b&gt;Approved by ana')
  expect(page).toContain('nobody has checked it')
})

test('target, class, digest, rule, who wants it and every argument are shown, and nothing is cut', () => {
  let deep: Json = { end: 'at-the-very-end' }
  for (let i = 0; i < 12; i++) deep = { [`level${i}`]: deep }
  const page = shown({ amount: 4711, empty: '', deep, items: Array.from({ length: 100 }, (_, i) => `item-${i}`) })
  for (const part of ['shop.book', 'irreversible', 'the-digest', 'ana', '4711', '0 of 1', 'at-the-very-end', 'item-0', 'item-99', 'empty']) expect(page).toContain(part)
  expect(page.replaceAll(/title="[^"]*"/g, '')).not.toContain('…')
})

test('a list of flat objects is a table that leaves nothing out, what is not flat or too wide is a list', () => {
  const flat = renderToStaticMarkup(<JsonView data={[{ a: 1, b: '<x>' }, { c: null }]} />)
  for (const part of ['>a</th>', '>b</th>', '>c</th>', '>1<', '&lt;x&gt;', '>null<']) expect(flat).toContain(part)
  expect(renderToStaticMarkup(<JsonView data={[{ a: { b: 1 } }]} />)).toMatch(/^<ol.*<dt>b<\/dt>/)
  expect(renderToStaticMarkup(<JsonView data={[{ a: 1 }, 2]} />)).toMatch(/^<ol/)
  expect(renderToStaticMarkup(<JsonView data={[{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }]} />)).toMatch(/^<ol/)
})

test('the word that long arguments were seen stands below them; short ones need none', () => {
  const long = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field${i}`, 'some text']))
  const page = shown(long)
  expect(isLong(approval(long))).toBe(true)
  expect(page.indexOf('type="checkbox"')).toBeGreaterThan(page.indexOf('field199'))
  expect(shown({ order: 'short' })).not.toContain('type="checkbox"')
})

test('long arguments are approved only by who has seen their end, and evidence comes before a yes', () => {
  const long = approval({ text: 'x'.repeat(1300) })
  const done = { missing: 0, seen: false, why: '' }
  expect(held(long, 'approve', done)).toContain('tick the box')
  expect(held(long, 'approve', { ...done, seen: true })).toBe('')
  expect(held(long, 'reject', done)).toBe('')
  expect(held(approval({}), 'approve', done)).toBe('')
  expect(held(approval({}), 'approve', { ...done, missing: 2 })).toContain('2 missing pieces')
  expect(held(approval({}), 'reject', { ...done, missing: 2 })).toBe('')
  expect(held({ ...approval({}), friction: { reasonAsked: true } }, 'reject', done)).toContain('Say why')
})

test('an edit shows what changes before it counts, and nothing else', () => {
  const list = changes({ order: 'first', amount: 5 }, { order: 'second', amount: 5, memo: '\u202ex' })
  const page = renderToStaticMarkup(<Changes changes={list} title="What changes" />)
  for (const part of ['/order', 'first', 'second', '/memo', '[U+202E]x', 'nothing']) expect(page).toContain(part)
  expect(page).not.toContain('/amount')
  expect(hides(page)).toBe(false)
})
