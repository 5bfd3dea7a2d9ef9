import type { Api, Json } from './api.ts'
import { text, tree, trees, until } from './api.ts'
import type { House } from './house.ts'

const NAMESPACE = 'checks'
const ROWS = 500

function document(name: string, rest: string): string {
  return `document: { dsl: '1.0.3', namespace: ${NAMESPACE}, name: ${name}, version: '1.0.0', metadata: { owner: credit-ops } }\n${rest}`
}

async function publish(house: House, source: string) {
  const answer = await house.admin.call('POST', '/workflows', { source })
  const already = text(answer.body.type).endsWith('already-published')
  if (answer.status >= 300 && !already) throw new Error(`a workflow of the checks is refused: ${JSON.stringify(answer.body).slice(0, 600)}`)
}

/** Starts a run and gives its id. */
export async function start(api: Api, workflow: string, input: Json): Promise<string> {
  return text((await api.post('/runs', { workflow: `${NAMESPACE}/${workflow}`, input })).run) || fail('the start of a run gave no id')
}

function fail(message: string): never {
  throw new Error(message)
}

/** A run that asks a person with this to be shown, and its task. */
export async function ask(house: House, risk: 'low' | 'medium' | 'high', input: Json): Promise<{ run: string; task: string }> {
  const name = `ask-${risk}`
  await publish(house, document(name, `
do:
  - ask:
      call: human
      metadata: { risk: ${risk}, reasons: [Checked by phone, Looks wrong] }
      with:
        team: underwriters
        question: '\${ .question // "Is this in order?" }'
        show: '\${ .show }'
        answers: { accept: It goes on its way., decline: It ends here. }
        due: PT4H
        otherwise: decline
`))
  const run = await start(house.admin, name, input)
  return { run, task: await taskOf(house, run) }
}

/** A run that books a loan as nobody may alone, so that people are asked for leave. */
export async function approval(house: House, application: string, amount: number): Promise<{ run: string; task: string }> {
  await publish(house, document('book', `
do:
  - book:
      call: tool
      with:
        server: core-banking
        name: book_loan
        arguments: { application: '\${ .application }', amount: '\${ .amount }', currency: DEM }
`))
  const run = await start(house.admin, 'book', { application, amount })
  return { run, task: await taskOf(house, run) }
}

/** The task that waits for this run. */
export function taskOf(house: House, run: string, limitMs = 30_000): Promise<string> {
  return until(`a task of the run ${run}`, limitMs, async () => {
    const found = (await house.ana.items('/tasks?limit=1000')).find((each) => text(each.run) === run)
    return found && text(found.id)
  })
}

/** Panels that are opposed in one field alone; which field it is. */
export const SEEDED = ['recommendation']

/** As many runs of a workflow that does nothing; how many were there in time. */
export async function manyRuns(house: House, count: number, limitMs: number): Promise<number> {
  await publish(house, document('nothing', `
do:
  - say: { set: { done: true } }
`))
  const end = Date.now() + limitMs
  for (let row = 0; row < count && Date.now() < end; row += ROWS) {
    const rows = Array.from({ length: Math.min(ROWS, count - row) }, (_, i) => ({ row: String(row + i + 1), input: {} }))
    await house.admin.post('/batches/checks-many/rows', { workflow: `${NAMESPACE}/nothing`, rows })
  }
  const counts = await until('runs of nothing', Math.max(10_000, end - Date.now()), async () => {
    const now = await house.admin.get('/batches/checks-many')
    return Number(now.completed) + Number(now.faulted) >= Math.min(count, Number(now.total)) ? now : undefined
  })
  return Number(counts.total)
}

/** As many tasks of every risk, with words such as those of an office. */
export async function manyTasks(house: House, count: number, limitMs: number) {
  const about = ['Refund', 'Pay out', 'Credit', 'Release', 'Extend', 'Write off']
  const whom = ['R. Meier', 'S. Okafor', 'L. Fontaine', 'M. Sato', 'A. Novak', 'J. Lindqvist', 'P. Rossi']
  const risks = ['low', 'medium', 'high'] as const
  for (const [kind, risk] of risks.entries()) {
    await ask(house, risk, { question: `Credit EUR 12 to ${whom[kind] ?? ''}?`, show: { order: `A-${20_414 + kind}` } })
    const rows = Array.from({ length: Math.ceil(count / risks.length) }, (_, i) => {
      const order = 20_417 + i * risks.length + kind
      const amount = 40 + ((order * 7919) % 4800)
      const question = `${about[order % about.length]} EUR ${amount} to ${whom[order % whom.length]}?`
      return { row: String(i + 1), input: { question, show: { order: `A-${order}`, amount: { value: amount, currency: 'EUR' }, customer: whom[order % whom.length] ?? '', since: `${2004 + (order % 20)}` } } }
    })
    await house.admin.post(`/batches/checks-tasks-${risk}/rows`, { workflow: `${NAMESPACE}/ask-${risk}`, rows })
  }
  await until(`${count} tasks`, limitMs, async () => (await house.ana.items('/tasks?limit=1000')).length >= count)
}

/** A workflow of this many steps in a few branches; its name. */
export async function manySteps(house: House, steps: number): Promise<string> {
  const branches = 5
  const lines = Array.from({ length: branches }, (_, branch) => {
    const own = Array.from({ length: Math.floor(steps / branches) }, (__, i) => `          - step-${branch}-${i}: { set: { at: ${i} } }`)
    return `        - branch-${branch}:\n            do:\n${own.map((line) => `    ${line}`).join('\n')}`
  })
  await publish(house, document(`steps-${steps}`, `
do:
  - all:
      fork:
        branches:
${lines.map((line) => line.replace(/^/gm, '  ')).join('\n')}
`))
  return `${NAMESPACE}/steps-${steps}`
}

/** Every task that waits, with its whole brief. */
export async function openTasks(api: Api): Promise<Awaited<ReturnType<Api['get']>>[]> {
  const items = await api.items('/tasks')
  return Promise.all(items.map((item) => api.get(`/tasks/${text(item.id)}`)))
}

/** The fields of a task's brief in which its opinions differ. */
export function differing(task: Awaited<ReturnType<Api['get']>>): string[] {
  return trees(tree(task.brief).differences).filter((each) => each.agree === false).map((each) => text(each.field))
}
