import { text } from './support/api.ts'
import type { Check } from './support/check.ts'
import type { World } from './support/house.ts'
import { percentile } from './support/report.ts'
import type { Report } from './support/report.ts'

const WIDTH = 80
const WARM_MS = 250
const STARTS = 15
const AT_ONCE = 2
const USAGE = 2
const MISSING = 3
const UNREACHED = 9

/** The command line keeps its contract: help that fits, JSON that parses, documented exit codes, no lag. */
export const cli: Check = {
  number: '12',
  name: 'cli',
  title: 'The command line',
  limitS: 900,
  async run(world, report) {
    const house = await world.demo()
    const verbs = await helps(world, report)
    report.figure('verbs', '> 60', verbs, verbs > 60)
    await json(world, house.address, report)
    await warm(world, report)
  },
}

/** Every word of the tree of commands, with its help. */
async function helps(world: World, report: Report): Promise<number> {
  const wide: string[] = []
  const bare: string[] = []
  let verbs = 0
  const ask = async (path: string[]) => {
    const { exit, out, err } = await world.program.run([...path, '--help'])
    const name = path.join(' ') || 'fermata'
    if (exit !== 0 || err) wide.push(`${name}: --help ended with ${exit} and said ${err.slice(0, 80)}`)
    const broad = out.split('\n').find((line) => line.length > WIDTH)
    if (broad) wide.push(`${name}: a line of ${broad.length} characters`)
    const at = out.indexOf('Commands:')
    if (at < 0) {
      verbs++
      if (!/Examples?:\n.*fermata /.test(out)) bare.push(`${name}: no example`)
      return []
    }
    const words = [...out.slice(at).matchAll(/^ {2}([a-z][a-z-]*)(?:,| {2,}|$)/gm)].map((found) => found[1] ?? '')
    return words.filter((word) => word && word !== 'help').map((word) => [...path, word])
  }
  const left: string[][] = [[]]
  const worker = async () => {
    for (let path = left.pop(); path; path = left.pop()) left.push(...(await ask(path)))
  }
  left.push(...(await ask(left.pop() ?? [])))
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  report.none(`help wider than ${WIDTH} columns, or failing`, wide)
  report.none('verbs without an example', bare)
  return verbs
}

/** Empty, one, many and wrong. */
async function json(world: World, address: string, report: Report) {
  const run = (...args: string[]) => world.program.run([...args, '-o', 'json', '--server', address])
  const wrong: string[] = []
  const lists = [['task', 'list'], ['run', 'list', '--all'], ['agent', 'list'], ['tool', 'list'], ['policy', 'list'], ['workflow', 'list'],
    ['person', 'list'], ['team', 'list'], ['budget', 'list'], ['switch', 'list'], ['hook', 'list'], ['effect', 'list']]
  for (const words of lists) {
    const { exit, out, err } = await run(...words)
    const items = parsed(out)?.items
    if (exit !== 0 || !Array.isArray(items)) wrong.push(`${words.join(' ')}: ended with ${exit}, ${err || out.slice(0, 80)}`) // Hints stand in err.
  }
  for (const words of [['status'], ['whoami'], ['agent', 'show', 'credit-scorer'], ['team', 'show', 'underwriters'], ['version']]) {
    const { exit, out } = await run(...words)
    if (exit !== 0 || !parsed(out)) wrong.push(`${words.join(' ')}: ended with ${exit}`)
  }
  report.none('answers that are no JSON', wrong)
  const refused: [string[], number][] = [
    [['run', 'show', 'no-such-run'], MISSING], [['task', 'show', 'no-such-task'], MISSING], [['run', 'list', '--no-such-option'], USAGE],
    [['task', 'decide', 'x-1', 'accept'], USAGE],
  ]
  const strange: string[] = []
  for (const [words, expected] of refused) {
    const { exit, out, err } = await run(...words)
    const error = parsed(err)
    if (exit !== expected || out || !text(error?.error) || !text(error?.code)) strange.push(`${words.join(' ')}: ended with ${exit} and not ${expected}, or its error is no JSON`)
  }
  const nobody = await world.program.run(['run', 'list', '-o', 'json', '--server', 'http://127.0.0.1:1'])
  if (nobody.exit !== UNREACHED || !parsed(nobody.err)) strange.push(`without a server: ended with ${nobody.exit} and not ${UNREACHED}`)
  report.none('errors that are not as documented', strange)
  const plain = await world.program.run(['agent', 'list', '--server', address])
  report.figure('colour codes with NO_COLOR', '0', plain.out.includes('\u001b') ? 'some' : '0', !plain.out.includes('\u001b'))
}

function parsed(out: string): Record<string, never> | undefined {
  try {
    const value: unknown = JSON.parse(out)
    return typeof value === 'object' && value !== null ? (value as Record<string, never>) : undefined
  } catch {
    return undefined
  }
}

async function warm(world: World, report: Report) {
  const took: number[] = []
  for (let i = 0; i < STARTS; i++) took.push((await world.program.run(['version'])).ms)
  report.atMost(`start, median of ${STARTS}`, WARM_MS, percentile(took, 0.5), 'ms')
}
