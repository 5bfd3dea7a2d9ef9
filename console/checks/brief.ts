import type { Page } from 'playwright-core'
import type { Json, Tree } from './support/api.ts'
import { text, tree, trees } from './support/api.ts'
import { show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { approval, ask, openTasks } from './support/data.ts'
import type { House } from './support/house.ts'
import { openAll, squeezed } from './hostile.ts'
import { reason } from './support/report.ts'

const AT_MOST = 40
/** Opinions on a page, each of which may be folded. */
const MEMBERS = 20

/** Whoever decides sees all that there is to decide on, and what is decided is what was seen. */
export const brief: Check = {
  number: '7',
  name: 'brief',
  title: 'Decision briefs are complete, and shown whole',
  quick: true,
  limitS: 300,
  async run(world, report) {
    const house = await world.demo()
    await ask(house, 'high', { show: { applicant: 'a-17', sum: 900 } })
    await approval(house, 'a-18', 7000)
    const tasks = (await openTasks(house.ana)).slice(0, AT_MOST)
    report.figure('open tasks looked at', '> 3', tasks.length, tasks.length > 3)
    report.none('briefs that lack something', tasks.flatMap((task) => lacks(task).map((what) => `${text(task.id)} (${text(task.kind)}): ${what}`)))
    const page = await world.page(house)
    const wrong: string[] = []
    for (const task of tasks) {
      try {
        wrong.push(...(await unshown(page, house, task)).map((what) => `${text(task.id)} (${text(task.kind)}): ${what}`))
      } catch (failure) {
        wrong.push(`${text(task.id)}: ${reason(failure)}`)
      }
    }
    report.none('parts that the page leaves out or cuts', wrong)
    await page.context().close()
  },
}

/** What a brief of the API has to say. */
function lacks(task: Tree): string[] {
  const all = tree(task.brief)
  const answers = Object.entries(tree(all.answers))
  const call = tree(all.call)
  const needed: [string, boolean][] = [
    ['a question', text(all.question) !== ''],
    ['answers', answers.length > 0],
    ['what each answer causes', answers.every(([, causes]) => text(causes) !== '')],
    ['what is proposed, the call or what is known', trees(all.opinions).length > 0 || text(call.target) !== '' || filled(all.show)],
    ['evidence that can be opened', trees(all.evidence).some((each) => text(each.id) !== '' && each.value !== undefined)],
    ['who asks, and why', text(tree(all.asked).text) !== ''],
    ['what happens at its deadline', text(tree(all.deadline).then) !== ''],
    ['its risk and why', text(task.risk) !== '' && Array.isArray(task.riskWhy) && task.riskWhy.length > 0],
    ['a digest', text(task.digest) !== ''],
  ]
  return needed.filter(([, there]) => !there).map(([what]) => `lacks ${what}`)
}

function filled(value: Json | undefined): boolean {
  return value !== null && value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0)
}

/** What of a brief cannot be read on its page, with everything opened. */
async function unshown(page: Page, house: House, task: Tree): Promise<string[]> {
  await show(page, house.address, `/tasks/${text(task.id)}`)
  await openAll(page)
  const more = page.getByRole('button', { name: /more, and all|All it said/ })
  for (let i = 0; i < MEMBERS && (await more.count()); i++) await more.first().click()
  const shown = squeezed(await page.evaluate(() => document.body.innerText))
  const all = tree(task.brief)
  const call = tree(all.call)
  const needed: [string, string][] = [
    ['its question', text(call.target) ? '' : text(all.question)],
    ['the target of the call', text(call.target)],
    ...Object.values(tree(all.answers)).map((causes): [string, string] => ['what an answer causes', text(causes)]),
    ['why it is asked', text(tree(all.asked).text)],
    ['what happens at its deadline', text(tree(all.deadline).then)],
    ...leaves(call.arguments ?? null).map((leaf): [string, string] => ['an argument of the call', leaf]),
    ...leaves(all.show ?? null).map((leaf): [string, string] => ['something that is known', leaf]),
    ...trees(all.opinions).flatMap((each) => leaves(each.output ?? null)).map((leaf): [string, string] => ['something that was said', leaf]),
    ...trees(all.evidence).map((each): [string, string] => ['the title of evidence', text(each.title)]),
  ]
  const wrong = needed.filter(([, words]) => words && !shown.includes(squeezed(words))).map(([what, words]) => `${what} is not shown: "${words.slice(0, 80)}"`)
  if (!(await page.evaluate(() => document.body.outerHTML)).includes(text(task.digest))) wrong.push('the digest of what is shown is not told')
  return [...new Set([...wrong, ...(await cutOff(page))])]
}

function leaves(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves)
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
}

/** Text of the decision that ends in dots because there is no room for it, with no other way to read it. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('main article *')) {
      const style = getComputedStyle(element)
      const over = element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'hidden'
      const clamped = element.scrollHeight > element.clientHeight + 1 && style.overflowY === 'hidden' && style.webkitLineClamp !== 'none'
      const told = element.title || element.closest('[title]')
      if ((over || clamped) && element.clientWidth > 1 && element.textContent?.trim() && !told) all.push(`is cut: "${element.textContent.trim().slice(0, 60)}"`)
    }
    return all
  })
}
