import { expect, test } from 'vitest'
import type { Brief, Task } from '../../api/task'
import { asked, callOf, confidenceWords, differencesOf, evidenceOf, isLong, opinionsOf, reasonsOf, shuffled, title, wordOf } from './brief'
import { changes } from './changes'
import { lettersFor, words } from './letters'
import { visibleLine } from '../../ui/visible'
import { plainly, planOf } from './plan'

const brief: Brief = {
  question: 'Accept loan 7?',
  answers: { accept: 'It is booked.', decline: 'A letter goes out.' },
  show: { amount: 3200 },
  proposals: [
    { member: 'score', agent: 'credit-scorer', output: { recommendation: 'accept', confidence: 0.55, score: 550, reasons: [{ text: 'a' }] } },
    { member: 'afford', agent: 'affordability', output: { recommendation: 'decline', confidence: 0.55, evidence: [{ locator: 'p. 2' }] } },
  ],
}

const task = (parts: Partial<Task>): Task => ({
  id: 'r-1', run: 'r', kind: 'conflict', team: 't', question: brief.question, state: 'open', opened: '', place: 'p', digest: 'd', brief, ...parts,
})

test('each answer has a key of its own, by what it means', () => {
  expect([...lettersFor(['accept', 'decline'])]).toEqual([['accept', 'a'], ['decline', 'r']])
  expect([...lettersFor(['approve', 'reject', 'edit'])]).toEqual([['approve', 'a'], ['reject', 'r'], ['edit', 'e']])
  expect([...lettersFor(['happened', 'did-not-happen', 'again']).values()]).toEqual(['a', 'r', 'b'])
})

test('no answer takes a key of the page, whatever it is called', () => {
  const many = ['snooze', 'delegate', 'claim', 'undo', 'view', 'jump', 'keep', 'go', 'wait', 'north', 'south', 'east', 'west']
  const letters = [...lettersFor(many).values()]
  expect(new Set(letters).size).toBe(many.length)
  for (const letter of letters) expect('jkcdsuvg'.includes(letter)).toBe(false)
})

test('an answer stands on its button in words', () => {
  expect(words('did-not-happen')).toBe('Did not happen')
  expect(words('sendBack')).toBe('Send back')
})

test('what opinions differ in comes first, and a field that one lacks is a difference', () => {
  expect(differencesOf(brief).map((each) => [each.field, each.agree])).toEqual([
    ['recommendation', false],
    ['score', false],
    ['confidence', true],
  ])
})

test('an opinion is known by the answer that it names', () => {
  expect(opinionsOf(brief).map((each) => wordOf(each, brief))).toEqual(['accept', 'decline'])
  expect(reasonsOf(opinionsOf(brief)[0]!)).toEqual(['a'])
})

test('a confidence never stands without what it was worth', () => {
  const opinion = { member: 'm', confidence: 0.81 }
  expect(confidenceWords(opinion)).toBe('said 0.81; no record of it yet')
  expect(confidenceWords({ ...opinion, record: { of: 12 } })).toBe('said 0.81; 12 decided cases so far, too few to tell (30)')
  expect(confidenceWords({ ...opinion, record: { stood: 157, of: 212 } })).toBe('said 0.81; of 212 such cases 74 % stood')
  expect(confidenceWords({ ...opinion, record: { stood: 157, of: 212, reported: 12 } })).toBe('said 0.81; of 212 such cases 74 % stood; 12 with a known end, too few to tell (30)')
  expect(confidenceWords({ ...opinion, record: { stood: 157, of: 212, good: 54, reported: 60 } })).toBe('said 0.81; of 212 such cases 74 % stood; of 60 with a known end 90 % turned out well')
})

test('the order of opinions favours nobody and stays the same', () => {
  const members = ['a', 'b', 'c'].map((member) => ({ member }))
  const first = new Set(Array.from({ length: 60 }, (_, i) => shuffled(members, `task-${i}`)[0]!.member))
  expect(first.size).toBe(3)
  expect(shuffled(members, 'x')).toEqual(shuffled(members.toReversed(), 'x'))
})

test('evidence is what is known and what the opinions name', () => {
  expect(evidenceOf(task({})).map((each) => each.id)).toEqual(['show', 'opinion/afford/1'])
})

test('an approval is about its call, which is not evidence beside it', () => {
  const show = { target: 'bank.book', effect: 'irreversible', arguments: { note: 'x'.repeat(1300) } }
  const approval = task({ kind: 'approve', brief: { ...brief, show, proposals: null } })
  expect(callOf(approval)?.target).toBe('bank.book')
  expect(title(approval)).toBe('Allow bank.book?')
  expect(isLong(approval)).toBe(true)
  expect(evidenceOf(approval)).toEqual([])
  expect(asked(task({}))).toContain('differ')
})

test('changes are named by their pointers', () => {
  expect(changes({ a: 1, b: { 'c/d': [1, 2] } }, { a: 1, b: { 'c/d': [1, 3] }, e: null })).toEqual([
    { pointer: '/b/c~1d/1', before: 2, after: 3 },
    { pointer: '/e', before: undefined, after: null },
  ])
  expect(changes([1], [1, 2])).toEqual([{ pointer: '', before: [1], after: [1, 2] }])
})

test('a plan that is put before a person is known with the people and the cost that it needs', () => {
  const plan = { document: { dsl: '1.0.3' }, do: [] }
  const call = (given: object) => task({ kind: 'approve', brief: { ...brief, call: { target: 'plan/offer@1', arguments: given as never } } })
  const forecast = { steps: 4, people: ['ops', 'ops', 'law'], calls: ['writer'], worst: 'irreversible', cost: '0.50 EUR' }
  expect(planOf(call({ goal: 'Offer it', plan, forecast }))).toEqual(
    { goal: 'Offer it', definition: plan, steps: 4, people: [['ops', 2], ['law', 1]], calls: ['writer'], worst: 'irreversible', cost: '0.50 EUR' })
  expect(planOf(call({ goal: 'x', plan }))?.people).toEqual([])
  expect(planOf(call({ plan: { do: [] } }))).toBeUndefined()
  expect(planOf(call({ plan: 'gold' }))).toBeUndefined()
})

test('what a planner calls its steps cannot hide anything in the picture', () => {
  const bent = `pay\u202e`
  expect(plainly({ nodes: [{ id: bent, label: bent, x: 1 }] })).toEqual({ nodes: [{ id: bent, label: visibleLine(bent), x: 1 }] })
  expect(visibleLine(bent)).not.toBe(bent)
})
