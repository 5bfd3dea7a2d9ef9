import type { Page } from 'playwright-core'
import { settled, show } from './support/browser.ts'
import { text, tree, trees, until } from './support/api.ts'
import type { Check } from './support/check.ts'
import { approval, ask, differing, openTasks } from './support/data.ts'
import type { House } from './support/house.ts'
import type { Report } from './support/report.ts'

/** What is grave is not waved through: by the page, and by the server when the page is gone around. */
export const stamp: Check = {
  number: '8',
  name: 'stamp',
  title: 'Rubber stamps',
  quick: true,
  limitS: 240,
  async run(world, report) {
    const house = await world.demo()
    await throughTheServer(house, report)
    const page = await world.page(house)
    await throughThePage(page, house, report)
    await differences(page, house, report)
    await page.context().close()
  },
}

/** Without a page: what somebody could send instead. */
async function throughTheServer(house: House, report: Report) {
  const { task } = await approval(house, 'a-21', 8000)
  const before = await house.ana.get(`/tasks/${task}`)
  const say = (answer: string, why: string, digest = text(before.digest)) => house.ana.call('POST', `/tasks/${task}/decide`, { answer, why, digest })
  const code = async (asked: ReturnType<typeof say>) => {
    const { status, body } = await asked
    return `${status} ${text(body.type).split('/').pop() ?? ''}`
  }
  const unread = await code(say('approve', 'because'))
  report.figure('server: approves what is grave before it was read', '409 evidence-first', unread, unread === '409 evidence-first')
  const many = await house.ana.post('/tasks/decide', { ids: [{ task, digest: text(before.digest) }], answer: 'approve', why: 'all' })
  report.figure('server: decides grave ones together', '0', Number(many.decided), Number(many.decided) === 0)
  await house.ana.post(`/tasks/${task}/opened`, { evidence: trees(tree(before.brief).evidence).map((each) => text(each.id)) })
  const silent = await code(say('approve', ''))
  report.figure('server: approves without a reason', '409 reason-missing', silent, silent === '409 reason-missing')
  const other = await code(say('approve', 'because', elseOf(text(before.digest))))
  report.figure('server: approves what was not shown', '409 stale', other, other === '409 stale')
}

/** Another digest of the same form. */
export function elseOf(digest: string): string {
  return digest.slice(0, -1) + (digest.endsWith('a') ? 'b' : 'a')
}

/** The same by keys and eyes. Nothing may be sent before the evidence is open. */
async function throughThePage(page: Page, house: House, report: Report) {
  const { task } = await ask(house, 'high', { show: { applicant: 'a-22', sum: 12 } })
  await show(page, house.address, `/inbox/${task}`)
  await page.keyboard.press('a')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await settled(page)
  const early = text((await house.ana.get(`/tasks/${task}`)).state)
  report.figure('page: A and Enter on a grave task that was not read', 'open', early, early === 'open' || early === 'claimed')
  const told = await page.locator('main').innerText()
  const says = /open the .*(piece|evidence)/i.test(told)
  report.figure('page: says what is to be opened first', 'yes', says ? 'yes' : 'no', says)
  const yes = await keysFor(page, house, 'a')
  const no = await keysFor(page, house, 'r')
  report.figure('keys to agree; to disagree', 'no more', `${yes}; ${no}`, no <= yes && Number.isFinite(yes))
}

const MOST_KEYS = 12

/** How many keys an answer to a grave task takes, for somebody who reads what they must. */
export async function keysFor(page: Page, house: House, letter: string): Promise<number> {
  const { task } = await ask(house, 'high', { show: { applicant: `by ${letter}`, sum: 13 } })
  await show(page, house.address, `/inbox/${task}`)
  let keys = 0
  const press = async (key: string) => {
    await page.keyboard.press(key)
    keys++
  }
  const needed = trees(tree((await house.ana.get(`/tasks/${task}`)).brief).evidence).filter((each) => each.required === true).length
  for (let i = 0; i < Math.max(1, needed); i++) await press('v')
  await settled(page)
  await press('1')
  await press(letter)
  await press('Enter')
  while (keys < MOST_KEYS) {
    const state = await until('a decision', 3000, async () => {
      const now = text((await house.ana.get(`/tasks/${task}`)).state)
      return now !== 'open' && now !== 'claimed' && now
    }).catch(() => '')
    if (state) return keys
    await press('Enter')
  }
  return Number.POSITIVE_INFINITY
}

/** Where agents differ, the field in which they do stands out. */
async function differences(page: Page, house: House, report: Report) {
  const conflicts = (await openTasks(house.ana)).filter((task) => differing(task).length > 0)
  const missed: string[] = []
  for (const task of conflicts) {
    await show(page, house.address, `/tasks/${text(task.id)}`)
    for (const field of differing(task)) {
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: field, exact: true }) }).first()
      const marked = (await row.count()) && (await row.evaluate((element) => {
        const other = [...document.querySelectorAll('main tr')].find((each) => each !== element && each.getAttribute('data-differs') === 'false')
        const style = (at: Element) => ['backgroundColor', 'color', 'fontWeight', 'boxShadow', 'borderLeftColor'].map((name) => getComputedStyle(at).getPropertyValue(name.replace(/[A-Z]/g, (char) => `-${char.toLowerCase()}`))).join()
        return element.getAttribute('data-differs') === 'true' && (!other || style(other) !== style(element))
      }))
      if (!marked) missed.push(`${text(task.id)}: they differ on ${field}, and it does not stand out`)
    }
  }
  report.figure('conflicts looked at', '> 0', conflicts.length, conflicts.length > 0)
  report.none('differences that do not stand out', missed)
}
