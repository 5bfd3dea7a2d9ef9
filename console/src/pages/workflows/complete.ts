import type { Offer, Offered } from '../../ui/CodeEditor'
import type { Names } from './data'

const steps: readonly Offer[] = [
  { label: 'call', detail: 'an agent, a person, a tool, a panel, a plan, or HTTP' },
  { label: 'set', detail: 'a value' },
  { label: 'switch', detail: 'go one way or another' },
  { label: 'for', detail: 'each of a list' },
  { label: 'fork', detail: 'at the same time' },
  { label: 'try', detail: 'and catch what fails' },
  { label: 'raise', detail: 'an error' },
  { label: 'wait', detail: 'for a time' },
  { label: 'run', detail: 'another workflow' },
  { label: 'do', detail: 'steps, one after the other' },
  { label: 'emit', detail: 'an event' },
  { label: 'listen', detail: 'for events' },
  { label: 'if', detail: 'only then' },
  { label: 'then', detail: 'where it goes on' },
  { label: 'input', detail: 'what the step sees' },
  { label: 'output', detail: 'what goes on' },
  { label: 'timeout' },
  { label: 'metadata' },
]

const calls: readonly Offer[] = [
  { label: 'agent', detail: 'gives work to an agent or a skill' },
  { label: 'human', detail: 'asks a team or a person' },
  { label: 'tool', detail: 'calls a registered tool' },
  { label: 'panel', detail: 'several opinions, and a rule for conflict' },
  { label: 'plan', detail: 'a goal that a planner breaks into steps' },
  { label: 'http', detail: 'calls an address' },
]

const within: Record<string, readonly string[]> = {
  agent: ['agent', 'skill', 'work', 'input', 'output', 'budget', 'check'],
  human: ['team', 'person', 'question', 'show', 'answers', 'form', 'due', 'escalate', 'otherwise'],
  tool: ['server', 'name', 'arguments'],
  panel: ['members', 'input', 'agreeOn', 'conflict', 'within'],
  plan: ['goal', 'planner', 'budget'],
  http: ['method', 'endpoint', 'headers', 'body', 'query'],
}
const conflict = ['by', 'team', 'question', 'answers', 'due', 'escalate', 'otherwise']

/** What could stand where the cursor is; the server, not this, says whether it is right. */
export function offered(source: string, cursor: number, names: Names | undefined): Offered | undefined {
  const start = source.lastIndexOf('\n', cursor - 1) + 1
  const line = source.slice(start, cursor)
  const value = /(?:^|[\s{,[-])([A-Za-z]+):\s+\[?\s*'?([\w./-]*)$/.exec(line)
  if (value) {
    const offers = values(value[1] ?? '', source.slice(0, start), line, names)
    return offers.length ? { before: (value[2] ?? '').length, offers } : undefined
  }
  const key = /^(\s*)(?:- )?([A-Za-z]*)$/.exec(line) ?? /()[{,]\s*([A-Za-z]*)$/.exec(line)
  if (!key) return undefined
  const call = callAround(source.slice(0, start), key[1]?.length ?? 0)
  const offers = call ? call.map((label) => ({ label, apply: `${label}: ` })) : steps.map((offer) => ({ ...offer, apply: `${offer.label}: ` }))
  return { before: (key[2] ?? '').length, offers }
}

function values(key: string, above: string, line: string, names: Names | undefined): Offer[] {
  const plain = (all: readonly string[] | undefined, detail: string) => (all ?? []).map((label) => ({ label, detail }))
  switch (key) {
    case 'call': return [...calls]
    case 'agent': case 'planner': return plain(names?.agents, 'agent')
    case 'team': case 'escalate': case 'owner': return [...plain(names?.teams, 'team'), ...(key === 'owner' ? plain(names?.people, 'person') : [])]
    case 'person': return plain(names?.people, 'person')
    case 'server': return plain(names && [...names.tools.keys()], 'tool server')
    case 'otherwise': return plain(['raise', 'cancel'], '')
    case 'by': return plain(['person', 'majority', 'unanimous', 'senior', 'weighted'], 'how a conflict ends')
    case 'effect': return plain(['read', 'reversible', 'compensable', 'irreversible'], 'class')
    case 'workflow': return plain(names?.workflows, 'workflow')
    case 'name': {
      const server = /server:\s*'?([\w.-]+)/.exec(`${above.split('\n').slice(-4).join('\n')}\n${line}`)?.[1]
      return server ? plain(names?.tools.get(server), `tool of ${server}`) : []
    }
    default: {
      const members = /members:\s*\n(?:.*\n)*$/.test(above.split('\n').slice(-8).join('\n'))
      return members ? plain(names?.agents, 'agent') : []
    }
  }
}

/** The fields of the call whose `with` the line stands in; none where it stands in no such. */
function callAround(above: string, indent: number): readonly string[] | undefined {
  const lines = above.split('\n').slice(0, -1)
  const depth = (line: string) => line.search(/\S/)
  const around = lines.findLastIndex((line) => depth(line) >= 0 && depth(line) < indent)
  const parent = lines[around] ?? ''
  if (/^\s*conflict:\s*$/.test(parent)) return conflict
  if (!/^\s*with:\s*$/.test(parent)) return undefined
  for (let i = around - 1; i >= 0; i--) {
    const line = lines[i] ?? ''
    if (depth(line) >= 0 && depth(line) < depth(parent)) return undefined
    const call = depth(line) === depth(parent) && /^\s*call:\s*(\w+)/.exec(line)?.[1]
    if (call) return within[call]
  }
  return undefined
}

/** The line on which the step of a JSON pointer such as `/do/2/book` stands; 0 where it is not found. */
export function lineOf(source: string, pointer: string): number {
  const names = pointer.split('/').filter((part) => part && !/^\d+$/.test(part))
  const lines = source.split('\n')
  let from = 0
  for (const name of names) {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const found = lines.findIndex((line, i) => i >= from && new RegExp(`^\\s*(?:- )?(?:- )?['"]?${escaped}['"]?\\s*:`).test(line))
    if (found < 0) continue
    from = found
  }
  return names.length ? from + 1 : 0
}
