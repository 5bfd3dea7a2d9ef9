import type { Page } from 'playwright-core'
import { settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { manyRuns } from './support/data.ts'
import type { House, World } from './support/house.ts'
import { places } from './support/pages.ts'
import { difference, picture } from './support/picture.ts'
import { reason } from './support/report.ts'
import type { Report } from './support/report.ts'

const ALIKE = 0.001
/** Choices of one kind that are tried on a page. */
const EACH = 4
const ROWS = 600
const FAR = 1500

/** What can be chosen on a page stands in its address: others see the same, and Back leads back. */
export const urls: Check = {
  number: '10',
  name: 'urls',
  title: 'Addresses and Back',
  limitS: 900,
  async run(world, report) {
    const house = await world.demo()
    const page = await world.page(house)
    const second = await world.page(house)
    const wrong: string[] = []
    let tried = 0
    for (const place of await places(house)) {
      try {
        const found = await choices(page, house, place.path)
        for (const choice of [undefined, ...found]) {
          tried++
          const what = await roundTrip(world, house, [page, second], place.path, choice)
          if (what) wrong.push(`${place.name}${choice ? `, ${choice.role} "${choice.name}"` : ''}: ${what}`)
        }
      } catch (failure) {
        wrong.push(`${place.name}: ${reason(failure)}`)
      }
    }
    report.figure('addresses tried', '> 30', tried, tried > 30)
    report.none('screens that an address does not bring back', wrong)
    await back(page, house, report)
    await page.context().close()
    await second.context().close()
  },
}

interface Choice {
  role: 'tab' | 'checkbox' | 'radio' | 'button'
  name: string
  /** Which of those with this name. */
  at: number
}

/** Tabs, filters and other things that stay chosen. */
async function choices(page: Page, house: House, path: string): Promise<Choice[]> {
  await show(page, house.address, path)
  const all: Choice[] = []
  for (const role of ['tab', 'checkbox', 'radio'] as const) {
    const found = page.getByRole('main').getByRole(role)
    const most = Math.min(EACH, await found.count())
    for (let at = 0; at < most; at++) {
      const chosen = await found.nth(at).evaluate((element) => element.getAttribute('aria-selected') === 'true' || (element instanceof HTMLInputElement && element.checked))
      if (!chosen && (await found.nth(at).isVisible())) all.push({ role, name: (await found.nth(at).innerText().catch(() => '')) || String(at), at })
    }
  }
  return all
}

async function roundTrip(world: World, house: House, [page, second]: readonly [Page, Page], path: string, choice?: Choice): Promise<string> {
  await show(page, house.address, path)
  const before = page.url()
  if (choice) {
    const element = page.getByRole('main').getByRole(choice.role).nth(choice.at)
    await element.click({ timeout: 5000 })
    await settled(page)
    const stays = (await element.count()) && (await element.evaluate((at) => at.getAttribute('aria-selected') === 'true' || at.getAttribute('aria-pressed') === 'true' || (at instanceof HTMLInputElement && at.checked)))
    if (stays && page.url() === before) return 'is chosen, and the address has not changed'
  }
  await restful(page)
  const here = page.url()
  await show(second, '', here)
  await restful(second)
  let share = 1
  for (let i = 0; i < 3 && share > ALIKE; i++) {
    await settled(page)
    await settled(second)
    share = await difference(await world.browser(), await picture(page), await picture(second))
  }
  return share > ALIKE ? `another browser shows something else there (${(share * 100).toFixed(2)} % of the picture)` : ''
}

/** Without a pointer, a focus and a place in lists, which an address does not hold. */
async function restful(page: Page) {
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    for (const each of document.querySelectorAll('main, main *')) each.scrollTop = 0
  })
}

/** Back leads to where one was, and to the place in the list. */
async function back(page: Page, house: House, report: Report) {
  await manyRuns(house, ROWS, 60_000)
  await show(page, house.address, '/runs')
  const ended = page.getByRole('button', { name: /show .* ended/i })
  if (await ended.count()) await ended.first().click()
  await settled(page)
  const list = await page.evaluate((far) => {
    const all = [document.scrollingElement, ...document.querySelectorAll('main, main *')]
    const long = all.find((each) => each && each.scrollHeight > each.clientHeight + 200 && each.clientHeight > 200
      && (each === document.scrollingElement || ['auto', 'scroll'].includes(getComputedStyle(each).overflowY)))
    if (!long) return false
    long.setAttribute('data-checked', 'list')
    long.scrollTop = far
    return true
  }, FAR)
  if (!list) {
    report.figure('Back restores where the list of runs was', 'yes', 'no list scrolls', false)
    return
  }
  await settled(page)
  const top = () => page.evaluate(() => {
    const all = [document.scrollingElement, ...document.querySelectorAll('main, main *')]
    return Math.max(...all.map((each) => each?.scrollTop ?? 0))
  })
  const before = await top()
  const links = page.getByRole('main').locator('a[href^="/runs/"]')
  const within = await links.evaluateAll((all) => all.findIndex((each) => each.getBoundingClientRect().y > 350 && each.getBoundingClientRect().y < 750))
  await links.nth(Math.max(0, within)).click()
  await page.waitForURL(/\/runs\/./)
  await settled(page)
  await page.goBack()
  await page.waitForURL(/\/runs(\?|$)/)
  await settled(page)
  const after = await top()
  report.figure('Back restores where the list of runs was', `${Math.round(before)} px`, `${Math.round(after)} px`, before > 500 && Math.abs(after - before) < 40)
}
