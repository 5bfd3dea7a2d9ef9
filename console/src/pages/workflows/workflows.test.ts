import { expect, test } from 'vitest'
import { lineOf, offered } from './complete'
import type { Names } from './data'
import { ending, standOf, verdictOf } from './dry'
import type { DryCall } from './dry'

const names: Names = { agents: ['scorer', 'writer'], tools: new Map([['bank', ['book_loan', 'undo']]]), teams: ['underwriters'], people: ['ana'], workflows: ['loan'] }
const SOURCE = `document: { dsl: '1.0.3', name: loan }
do:
  - score:
      call: agent
      with:
        agent: scorer
  - ask:
      call: human
      with:
        team: underwriters
        
  - book:
      call: tool
      with: { server: bank, name: book_loan }
`
const at = (text: string, more = '') => offered(text + more, (text + more).length, names)

test('what may be named is offered where a name stands', () => {
  expect(at('do:\n  - a:\n      call: ')?.offers.map((each) => each.label)).toContain('panel')
  expect(at('        agent: sc')).toEqual({ before: 2, offers: [{ label: 'scorer', detail: 'agent' }, { label: 'writer', detail: 'agent' }] })
  expect(at('        team: ')?.offers.map((each) => each.label)).toEqual(['underwriters'])
  expect(at('      with: { server: bank, name: ')?.offers.map((each) => each.label)).toEqual(['book_loan', 'undo'])
})

test('fields are offered for the call that they belong to', () => {
  const cursor = SOURCE.indexOf('        \n') + 8
  expect(offered(SOURCE, cursor, names)?.offers.map((each) => each.label)).toContain('question')
  expect(at('do:\n  - a:\n      ')?.offers.map((each) => each.label)).toContain('switch')
})

test('a text is left in peace', () => {
  expect(at('        question: Shall we ')).toBeUndefined()
})

test('a step is found in the text by its pointer', () => {
  expect(lineOf(SOURCE, '/do/1/ask')).toBe(7)
  expect(lineOf(SOURCE, '/do/2/book')).toBe(12)
  expect(lineOf(SOURCE, '')).toBe(0)
})

test('what stands in for the world is read, and what is wrong with it is said', () => {
  expect(standOf('')).toEqual({ stand: { calls: {}, people: {}, failing: [] } })
  expect(standOf('{"calls": {"scorer": {"score": 1}}, "failing": ["bank.book"]}').stand).toEqual({ calls: { scorer: { score: 1 } }, people: {}, failing: ['bank.book'] })
  expect(standOf('{"agents": {}}').problem).toContain('agents')
  expect(standOf('[]').problem).toBeDefined()
  expect(standOf('{').problem).toBeDefined()
})

test('a dry run says how it went, and what the gate would say', () => {
  const dry = { status: 'waiting', stopped: '', rows: [], calls: [], people: [] }
  expect(ending({ ...dry, stopped: 'it waits for ops at /ask' })).toBe('It stops: it waits for ops at /ask.')
  expect(ending({ ...dry, status: 'completed' })).toBe('It comes to its end.')
  expect(ending({ ...dry, status: 'faulted', error: { title: 'No', detail: 'no money' } })).toBe('It fails: no money.')
  const call: DryCall = { key: 'k', place: 'p', target: 't', work: '', effect: 'read', verdict: 'ask', rule: 'careful@1', asks: ['ops'], arguments: {} }
  expect(verdictOf(call)).toBe('asks ops, by careful@1')
  expect(verdictOf({ ...call, verdict: 'deny', reason: 'never' })).toBe('denied by careful@1: never')
})
