import type { Offer, Offered } from '../../ui/CodeEditor'
import type { Names } from '../workflows/data'

/** The fields of a policy by what they stand in, as docs/reference/policy.md lists them. */
const within: Record<string, readonly Offer[]> = {
  '': [
    { label: 'policy', detail: 'its name' },
    { label: 'version' },
    { label: 'owner', detail: 'the team or person who answers for it' },
    { label: 'purpose', detail: 'for people' },
    { label: 'scope', detail: 'what it is about' },
    { label: 'when', detail: 'a rule in CEL' },
    { label: 'then', detail: 'what happens where it holds' },
    { label: 'earnable', detail: 'an agent may earn that it is no longer asked about' },
    { label: 'cases', detail: 'examples with what is expected' },
  ],
  scope: [{ label: 'effects', detail: 'classes' }, { label: 'targets', detail: 'agents, tools, hosts' }, { label: 'workflows', detail: 'namespace/name' }],
  then: [
    { label: 'deny', detail: 'it does not happen' },
    { label: 'ask', detail: 'people have to agree' },
    { label: 'redact', detail: 'data is taken out' },
    { label: 'reroute', detail: 'another agent does it' },
    { label: 'limit', detail: 'so many in a time' },
    { label: 'allow', detail: 'without the built-in question' },
  ],
  ask: [{ label: 'team' }, { label: 'people', detail: 'how many, 1 to 10' }, { label: 'fourEyes', detail: 'whoever asked does not count' }, { label: 'deadline', detail: 'such as PT8H' }, { label: 'otherwise', detail: 'if nobody decides' }],
  redact: [{ label: 'fields', detail: 'JSON pointers' }],
  reroute: [{ label: 'agent' }],
  limit: [{ label: 'calls' }, { label: 'per', detail: 'such as PT1M' }],
  allow: [{ label: 'because' }],
  cases: [{ label: 'name' }, { label: 'effect' }, { label: 'run' }, { label: 'agent' }, { label: 'panels' }, { label: 'expect', detail: 'the word of then, or none' }],
}

const CLASSES = ['read', 'reversible', 'compensable', 'irreversible']

/** What a rule may read, with what each has. */
const readable: Record<string, readonly string[]> = {
  effect: ['class', 'target', 'kind', 'server', 'tool', 'work', 'digest', 'arguments', 'keyed', 'labels', 'cost'],
  'effect.labels': ['classification', 'regions', 'origin'],
  'effect.cost': ['amount', 'currency'],
  run: ['id', 'workflow', 'namespace', 'name', 'version', 'owner', 'subject', 'batch', 'startedBy', 'priority'],
  agent: ['name', 'version', 'owner', 'fingerprint', 'skills', 'kind'],
}

/** What could stand where the cursor is in a policy; the server, not this, says whether it is right. */
export function offered(source: string, cursor: number, names: Names | undefined): Offered | undefined {
  const start = source.lastIndexOf('\n', cursor - 1) + 1
  const line = source.slice(start, cursor)
  const above = source.slice(0, start)
  const rule = /\b((?:effect|run|agent)(?:\.(?:labels|cost))?)\.(\w*)$/.exec(line)
  const fields = rule && readable[rule[1] ?? '']
  if (rule && fields) return { before: (rule[2] ?? '').length, offers: fields.map((label) => ({ label })) }
  const item = /^\s*- ([\w./*-]*)$/.exec(line)
  if (item && !/^cases:/m.test(above)) {
    const parent = /(\w+):\s*\n(?:\s*- .*\n)*$/.exec(above)?.[1]
    return found(values(parent ?? '', names), item[1])
  }
  const value = /(?:^|[\s{,])(\w+):\s+(?:\[(?:[^\]]*,)?\s*)?'?([\w./*-]*)$/.exec(line)
  if (value) return found(values(value[1] ?? '', names), value[2])
  const key = /^(\s*)(?:- )?([A-Za-z]*)$/.exec(line)
  if (key) return found(under(above, line.search(/[^\s-]|$/)), key[2], ': ')
  const inline = /(\w+):\s*\{\s*(?:[^{}]*,\s*)?([A-Za-z]*)$/.exec(line)
  return inline ? found(within[inline[1] ?? ''] ?? [], inline[2], ': ') : undefined
}

function found(offers: readonly Offer[], begun: string | undefined, after?: string): Offered | undefined {
  if (!offers.length) return undefined
  return { before: (begun ?? '').length, offers: offers.map((each) => (after ? { ...each, apply: `${each.label}${after}` } : each)) }
}

/** The fields of what the line stands in: of the nearest line above that stands further left. */
function under(above: string, indent: number): readonly Offer[] {
  if (indent === 0) return within[''] ?? []
  const parent = above.split('\n').slice(0, -1).findLast((line) => line.search(/\S/) >= 0 && line.search(/[^\s-]/) < indent)
  return within[/^\s*(?:- )?(\w+):\s*$/.exec(parent ?? '')?.[1] ?? ''] ?? []
}

function values(key: string, names: Names | undefined): Offer[] {
  const plain = (all: readonly string[] | undefined, detail?: string) => (all ?? []).map((label) => ({ label, detail }))
  const tools = [...(names?.tools ?? [])].flatMap(([server, each]) => each.map((tool) => `${server}.${tool}`))
  switch (key) {
    case 'effects': case 'class': return plain(CLASSES, 'class')
    case 'targets': case 'target': return [...plain(tools, 'tool'), ...plain(names?.agents, 'agent')]
    case 'workflows': case 'workflow': return plain(names?.workflows, 'workflow')
    case 'owner': case 'team': return [...plain(names?.teams, 'team'), ...plain(names?.people, 'person')]
    case 'agent': return plain(names?.agents, 'agent')
    case 'otherwise': return plain(['hold', 'deny'])
    case 'fourEyes': case 'earnable': return plain(['true', 'false'])
    case 'expect': return plain(['deny', 'ask', 'redact', 'reroute', 'limit', 'allow', 'none'])
    default: return []
  }
}
