import type { Page } from 'playwright-core'
import { sleep } from './support/api.ts'
import { MISSING, mainText, seen, settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import type { House, World } from './support/house.ts'
import { places } from './support/pages.ts'
import type { Place } from './support/pages.ts'
import { reason } from './support/report.ts'
import type { Report } from './support/report.ts'
import { PROBLEM, cut, failing, slow, whole } from './support/routes.ts'

/** Words that only a mistake puts on a page. */
const SLIPS = /\bundefined\b|\bNaN\b|\[object Object\]|\bInvalid Date\b|\bInfinity\b|\bnull\b/
const SLOW_MS = 2500
/** A page may have asked several questions, each of which failed. */
const TRIES = 8
/** By then something says that it is being loaded. */
const SKELETON_MS = 400

/** Every page has something to show while it loads, when there is nothing, and when the server fails. */
export const states: Check = {
  number: '11',
  name: 'states',
  title: 'Empty, loading and failing pages',
  limitS: 900,
  async run(world, report) {
    const house = await world.demo()
    const all = await places(house)
    await full(world, house, all, report)
    await empty(world, report)
    await broken(world, house, all, report)
    await late(world, house, all, report)
  },
}

async function each(all: readonly Place[], act: (place: Place) => Promise<string[]>): Promise<string[]> {
  const wrong: string[] = []
  for (const place of all) {
    try {
      wrong.push(...(await act(place)).map((what) => `${place.name}: ${what}`))
    } catch (failure) {
      wrong.push(`${place.name}: ${reason(failure)}`)
    }
  }
  return wrong
}

async function slips(page: Page): Promise<string[]> {
  const text = await mainText(page)
  if (text.includes(MISSING)) return ['page missing']
  const line = text.split('\n').find((one) => SLIPS.test(one))
  return line ? [`says "${line.slice(0, 120)}"`] : []
}

/** Errors that its console told; each page has a profile of its own. */
function told(page: Page): string[] {
  const { errors, violations } = seen(page.context())
  return [...errors.splice(0), ...violations.splice(0)].map((what) => `its console says ${what}`)
}

async function full(world: World, house: House, all: readonly Place[], report: Report) {
  const page = await world.page(house)
  report.none('with data: slips and errors', await each(all, async (place) => {
    await show(page, house.address, place.path)
    return [...(await slips(page)), ...told(page)]
  }))
  await page.context().close()
}

async function empty(world: World, report: Report) {
  const house = await world.empty()
  const page = await world.page(house)
  const lists = (await places(house)).filter((place) => !place.detail)
  report.none('a fresh server: says so, with something to do', await each(lists, async (place) => {
    await show(page, house.address, place.path)
    const acts = await page.locator('main').locator('a, button, code').count()
    return [...(await slips(page)), ...told(page), ...(acts ? [] : ['nothing can be done from there'])]
  }))
  const unknown = (await places(house)).filter((place) => place.detail)
  report.none('what is not there: says so, with something to do', await each(unknown, async (place) => {
    await show(page, house.address, place.path)
    const acts = await page.locator('main').locator('a, button').count()
    return [...(await slips(page)), ...told(page), ...(acts ? [] : ['nothing can be done from there'])]
  }))
  await page.context().close()
}

async function broken(world: World, house: House, all: readonly Place[], report: Report) {
  const page = await world.page(house)
  report.none('the server fails: says what, and another try works', await each(all, async (place) => {
    const tally = await failing(page)
    await show(page, house.address, place.path)
    if (!tally.asked) return []
    const text = await page.locator('body').innerText()
    const wrong = [...(await slips(page)), ...told(page)]
    if (!text.includes(PROBLEM.title)) wrong.push(`does not say "${PROBLEM.title}"`)
    await whole(page)
    const again = page.locator('main').getByRole('button', { name: /^try again/i })
    if (!(await again.count())) return [...wrong, 'offers no other try']
    for (let i = 0; i < TRIES && (await again.count()); i++) {
      await again.first().click({ timeout: SLOW_MS }).catch(() => undefined) // It may have tried by itself.
      await settled(page)
      await sleep(SKELETON_MS)
    }
    if ((await mainText(page)).includes(PROBLEM.title)) wrong.push('still shows the error after another try')
    return wrong
  }))
  await page.context().close()
  await unreached(world, house, report)
}

async function unreached(world: World, house: House, report: Report) {
  const page = await world.page(house)
  await show(page, house.address, '/inbox')
  const wrong = await each([{ name: 'Runs', path: 'Runs' }, { name: 'Agents', path: 'Agents' }], async ({ path }) => {
    await cut(page)
    await page.getByRole('navigation').getByRole('link', { name: path }).click()
    await page.getByText(/cannot be reached/i).first().waitFor()
    await whole(page)
    return slips(page)
  })
  report.none('no line to the server: says so', wrong)
  await page.context().close()
}

async function late(world: World, house: House, all: readonly Place[], report: Report) {
  const page = await world.page(house)
  await show(page, house.address, '/inbox')
  report.none(`while it loads: a skeleton within ${SKELETON_MS} ms`, await each(all, async (place) => {
    const tally = await slow(page, SLOW_MS)
    await page.goto(house.address + place.path, { waitUntil: 'commit' })
    await page.locator('main').waitFor()
    await sleep(SKELETON_MS)
    const loading = page.locator('main').getByRole('status', { name: /^Loading/ })
    const wrong = (await loading.count()) || !tally.asked ? [] : ['nothing says that it loads']
    await whole(page)
    return [...wrong, ...told(page)]
  }))
  await page.context().close()
}
