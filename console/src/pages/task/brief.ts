import type { Brief, Difference, Evidence, Opinion, Task } from '../../api/task'
import type { Json, JsonObject } from '../../api/types'

const OUR_WORDS: Record<string, string> = {
  'in-doubt': 'It may have happened or not, and Fermata does not repeat it by itself. Look for the key where it would have happened, then answer.',
  repair: 'A call failed, and nothing in the workflow caught it.',
  approve: 'A rule asks people before this leaves. It is called only if they agree, once, and exactly as it stands here.',
  conflict: 'The opinions that were asked for differ.',
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Why somebody is asked at all. */
export function asked(task: Task): string {
  if (task.brief.asked?.text) return task.brief.asked.text
  if (task.approval) return `${task.approval.rule} asks ${task.approval.team}. ${OUR_WORDS.approve}`
  return OUR_WORDS[task.kind] ?? 'A step of the workflow asks.'
}

/** The exact call that an approval is about. */
export function callOf(task: Task): NonNullable<Brief['call']> | undefined {
  if (task.brief.call) return task.brief.call
  if (task.kind !== 'approve' || !isObject(task.brief.show)) return undefined
  return task.brief.show as NonNullable<Brief['call']>
}

export function title(task: Task): string {
  const call = callOf(task)
  return call?.target ? `Allow ${call.target}?` : task.brief.question
}

/** What each member said; made of the proposals where the server does not say it. */
export function opinionsOf(brief: Brief): Opinion[] {
  if (brief.opinions) return brief.opinions
  if (!Array.isArray(brief.proposals)) return []
  return brief.proposals.flatMap((each) => {
    if (!isObject(each) || typeof each.member !== 'string') return []
    const output = isObject(each.output) ? each.output : undefined
    return [{
      member: each.member,
      agent: typeof each.agent === 'string' ? each.agent : undefined,
      output: each.output,
      confidence: typeof output?.confidence === 'number' ? output.confidence : undefined,
    }]
  })
}

/** What is proposed and by whom is not known as opinions. */
export function otherProposals(brief: Brief): Json {
  return opinionsOf(brief).length ? null : brief.proposals
}

/** In an order that is the same for everybody who looks twice, and favours nobody. */
export function shuffled<Item extends { member: string }>(items: readonly Item[], seed: string): Item[] {
  return items.map((item) => ({ item, at: hash(seed + item.member) })).sort((a, b) => a.at - b.at).map(({ item }) => item)
}

function hash(text: string): number {
  let sum = 2166136261
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 16777619)
  sum ^= sum >>> 15
  return Math.imul(sum, 2246822519) >>> 0
}

const plain = (value: Json | undefined) => value !== undefined && (value === null || typeof value !== 'object')

/** Where opinions differ, and where they agree; what differs first. */
export function differencesOf(brief: Brief): Difference[] {
  if (brief.differences) return brief.differences
  const opinions = opinionsOf(brief).filter((opinion) => isObject(opinion.output))
  if (opinions.length < 2) return []
  const names = new Set(opinions.flatMap(({ output }) => Object.entries(output as JsonObject).filter(([, v]) => plain(v)).map(([name]) => name)))
  const fields = [...names].map((field) => {
    const values: Record<string, Json> = {}
    for (const { member, output } of opinions) {
      const value = (output as JsonObject)[field]
      if (value !== undefined) values[member] = value
    }
    const said = Object.values(values)
    const agree = said.length === opinions.length && said.every((value) => value === said[0])
    return { field, agree, values }
  })
  return [...fields.filter((each) => !each.agree), ...fields.filter((each) => each.agree)]
}

/** The one word of an opinion that the others are compared with: the answer, if it names one. */
export function wordOf(opinion: Opinion, brief: Brief): string {
  const output = opinion.output
  if (!isObject(output)) return plain(output) && output !== null ? String(output) : ''
  const compared = brief.differences?.find((each) => each.compared)?.field
  if (compared && plain(output[compared])) return String(output[compared])
  const answers = new Set(Object.keys(brief.answers))
  const answer = Object.values(output).find((value) => typeof value === 'string' && answers.has(value))
  if (typeof answer === 'string') return answer
  const said = output.recommendation ?? output.verdict ?? output.decision ?? output.answer
  return plain(said) && said !== null ? String(said) : ''
}

/** What an opinion gives as its reasons, in lines. */
export function reasonsOf(opinion: Opinion): string[] {
  const output = opinion.output
  const told = opinion.rationale?.split('\n').filter(Boolean) ?? []
  if (!isObject(output)) return told
  const given = output.reasons ?? output.rationale ?? output.reason
  if (typeof given === 'string') return [given]
  if (!Array.isArray(given)) return told
  return given.flatMap((each) => {
    if (typeof each === 'string') return [each]
    return isObject(each) && typeof each.text === 'string' ? [each.text] : []
  })
}

/** How much a said confidence has been worth; a number never stands by itself. */
export function confidenceWords(opinion: Opinion): string {
  const said = opinion.confidence === undefined ? 'gives no confidence' : `said ${opinion.confidence.toFixed(2)}`
  const record = opinion.record
  if (!record) return `${said}; no record of it yet`
  if (record.of === 0) return `${said}; none of its cases is decided yet`
  if (record.stood === undefined) return `${said}; ${record.of} decided cases so far, too few to tell (30)`
  const share = record.stood <= 1 && !Number.isInteger(record.stood) ? record.stood : record.stood / Math.max(1, record.of)
  return `${said}; of ${record.of} such cases ${Math.round(share * 100)} % stood${cameWords(record)}`
}

/** What came of the cases that were decided as an agent said. */
function cameWords({ good, reported }: { good?: number; reported?: number }): string {
  if (!reported) return ''
  if (good === undefined) return `; ${reported} with a known end, too few to tell (30)`
  return `; of ${reported} with a known end ${Math.round((good / reported) * 100)} % turned out well`
}

/** Everything that can be opened: as the server names it, or what the task itself shows. */
export function evidenceOf(task: Task): Evidence[] {
  const brief = task.brief
  if (brief.evidence) return brief.evidence
  const all: Evidence[] = []
  const show = callOf(task) ? null : brief.show
  if (show !== null && !(typeof show === 'object' && Object.keys(show).length === 0)) {
    all.push({ id: 'show', title: 'What is known', from: 'the run’s data', locator: '/show', value: show })
  }
  for (const opinion of opinionsOf(brief)) {
    const given = isObject(opinion.output) ? opinion.output.evidence : undefined
    if (!Array.isArray(given)) continue
    given.forEach((value, i) => {
      const locator = isObject(value) && typeof value.locator === 'string' ? value.locator : ''
      all.push({ id: `opinion/${opinion.member}/${i + 1}`, title: locator || `Evidence ${i + 1}`, from: opinion.agent ?? opinion.member, locator, value })
    })
  }
  return all
}

export function waits(task: Pick<Task, 'state'>): boolean {
  return task.state === 'open' || task.state === 'claimed'
}

/** With more characters than this, the end of the arguments is out of sight at first. */
const LONG_CHARS = 1200

/** Whether whoever approves has to say that they read to the end. */
export function isLong(task: Task): boolean {
  const call = callOf(task)
  return !!call && JSON.stringify(call.arguments ?? null).length > LONG_CHARS
}
