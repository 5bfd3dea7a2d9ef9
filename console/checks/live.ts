import type { Page } from 'playwright-core'
import { sleep, text, until } from './support/api.ts'
import { launch, open, settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { ask } from './support/data.ts'
import type { House } from './support/house.ts'
import { Proxy } from './support/proxy.ts'
import type { Line } from './support/proxy.ts'
import { percentile, reason } from './support/report.ts'
import type { Report } from './support/report.ts'

const EVENTS = 20
const SEEN_S = 1
const CHIP_S = 3
const LIMIT_MS = 10_000

/** What is shown is what is; and where that is not known, the page says so. */
export const live: Check = {
  number: '9',
  name: 'live',
  title: 'Live, and honest about it',
  limitS: 300,
  async run(world, report) {
    const house = await world.demo()
    const proxy = await Proxy.start()
    const browser = await launch(proxy.address)
    try {
      const page = await open(browser, { address: house.address, link: await house.admin.link('ana') })
      await show(page, house.address, '/inbox')
      await chip(page, 'Live').waitFor()
      await events(page, house, report)
      await steady(page, house, report)
      for (const how of ['cut', 'silent'] as const) await lost(page, house, proxy, how, report)
      await paused(page, house, report)
    } finally {
      await browser.close()
      proxy.close()
    }
  },
}

/** What says how the line to the server is. */
function chip(page: Page, word: string) {
  return page.getByRole('banner').getByText(word, { exact: true })
}

function row(page: Page, task: string) {
  return page.getByRole('main').locator(`a[href^="/inbox/${task}"]`)
}

/** From the answer of the server that it is so until it is on the screen. */
async function events(page: Page, house: House, report: Report) {
  await page.mouse.move(720, 5)
  const took: number[] = []
  for (let i = 0; i < EVENTS; i++) {
    const { task } = await ask(house, 'low', { show: { i }, question: `Event ${i}?` })
    const begun = performance.now()
    await row(page, task).waitFor({ state: 'attached', timeout: LIMIT_MS }).catch(() => undefined)
    took.push((performance.now() - begun) / 1000)
    await house.ana.post(`/tasks/${task}/decide`, { answer: 'accept', why: '', digest: text((await house.ana.get(`/tasks/${task}`)).digest) })
    const decided = performance.now()
    await row(page, task).waitFor({ state: 'detached', timeout: LIMIT_MS }).catch(() => undefined)
    took.push((performance.now() - decided) / 1000)
  }
  report.atMost(`from the event to the screen, 95 % of ${took.length}`, SEEN_S, percentile(took, 0.95), 's')
}

/** With the pointer over the list, what is under it stays, and what is new is announced. */
async function steady(page: Page, house: House, report: Report) {
  await ask(house, 'low', { show: {}, question: 'Before the pointer came?' })
  await settled(page)
  const rows = page.getByRole('main').locator('a[href^="/inbox/"]')
  const box = await rows.first().boundingBox()
  if (!box) throw new Error('the list is empty')
  await page.mouse.move(box.x + 60, box.y + box.height / 2)
  await sleep(300)
  const places = () => rows.evaluateAll((all) => all.map((each) => `${each.getAttribute('href') ?? ''} ${Math.round(each.getBoundingClientRect().y)}`))
  const before = await places()
  await ask(house, 'high', { show: {}, question: 'Came under the pointer?' })
  await sleep(2000)
  const after = await places()
  const moved = before.filter((each) => !after.includes(each))
  report.none('rows that moved under the pointer', moved)
  const said = await page.getByRole('button', { name: /\d+ new/ }).count()
  report.figure('what is new is announced', 'yes', said ? 'yes' : 'no', said > 0)
  await page.mouse.move(720, 5)
  await settled(page)
}

async function lost(page: Page, house: House, proxy: Proxy, how: Line, report: Report) {
  const word = how === 'cut' ? 'the line is cut' : 'the line is silent'
  const begun = performance.now()
  proxy.set(how)
  const changed = await chip(page, 'Reconnecting').waitFor({ timeout: LIMIT_MS }).then(() => true, () => false)
  report.atMost(`${word}: the chip says so`, CHIP_S, changed ? (performance.now() - begun) / 1000 : NaN, 's')
  const { task } = await ask(house, 'low', { show: {}, question: `Came while ${word}?` })
  proxy.set('whole')
  const back = await chip(page, 'Live').waitFor({ timeout: 2 * LIMIT_MS }).then(() => true, reason)
  report.figure(`${word}: the chip comes back`, 'yes', back === true ? 'yes' : 'no', back === true)
  const there = await row(page, task).waitFor({ state: 'attached', timeout: LIMIT_MS }).then(() => true, () => false)
  report.figure(`${word}: what came meanwhile is shown afterwards`, 'yes', there ? 'yes' : 'no', there)
}

/** Paused by the reader: nothing changes, and the chip says it; afterwards all of it is there. */
async function paused(page: Page, house: House, report: Report) {
  await chip(page, 'Live').click()
  await chip(page, 'Paused').waitFor()
  const { task } = await ask(house, 'low', { show: {}, question: 'Came while paused?' })
  await sleep(2000)
  const early = await row(page, task).count()
  report.figure('paused: nothing comes', '0', early, early === 0)
  await chip(page, 'Paused').click()
  const there = await until('what came while paused', LIMIT_MS, async () => (await row(page, task).count()) > 0).catch(() => false)
  report.figure('paused: afterwards it is there', 'yes', there ? 'yes' : 'no', there)
}
