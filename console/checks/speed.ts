import type { Page } from 'playwright-core'
import { settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { manyRuns } from './support/data.ts'
import type { House, World } from './support/house.ts'
import { percentile } from './support/report.ts'
import type { Report } from './support/report.ts'

const SLOWER = 4
const FIRST_MS = 1000
const LARGEST_MS = 1500
const SHIFT = 0.05
const LONG_MS = 200
const FILTER_MS = 500
const RUNS = 10_000
const FILL_MS = 150_000
const TRIES = 5

interface Felt {
  first: number
  largest: number
  shift: number
  long: number
}

/** How fast it feels on a machine that is four times slower than this one. */
export const speed: Check = {
  number: '5',
  name: 'speed',
  title: `Speed with the processor ${SLOWER} times slower`,
  limitS: 420,
  async run(world, report) {
    const house = await world.demo()
    for (const path of ['/inbox', '/runs', '/overview']) await load(world, house, path, report)
    await filter(world, house, report)
  },
}

async function load(world: World, house: House, path: string, report: Report) {
  const all: Felt[] = []
  for (let i = 0; i < TRIES; i++) {
    const page = await world.page(house)
    await page.addInitScript(observe)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    await show(page, house.address, path)
    all.push(await page.evaluate(() => (window as unknown as { felt: Felt }).felt))
    await page.context().close()
  }
  const middle = (pick: (felt: Felt) => number) => percentile(all.map(pick), 0.5)
  report.atMost(`${path}: first paint, median of ${TRIES}`, FIRST_MS, middle((felt) => felt.first), 'ms')
  report.atMost(`${path}: largest paint`, LARGEST_MS, middle((felt) => felt.largest), 'ms')
  report.atMost(`${path}: shift of what is shown`, SHIFT, middle((felt) => felt.shift), '')
  report.atMost(`${path}: longest task`, LONG_MS, middle((felt) => felt.long), 'ms')
}

function observe() {
  const felt: Felt = { first: NaN, largest: NaN, shift: 0, long: 0 }
  ;(window as unknown as { felt: Felt }).felt = felt
  const see = (type: string, act: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true })
  see('paint', (entry) => { if (entry.name === 'first-contentful-paint') felt.first = entry.startTime })
  see('largest-contentful-paint', (entry) => { felt.largest = entry.startTime })
  see('layout-shift', (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!shift.hadRecentInput) felt.shift += shift.value
  })
  see('longtask', (entry) => { felt.long = Math.max(felt.long, entry.duration) })
}

/** With ten thousand runs, from the choice of a filter until every row fits it, painted. */
async function filter(world: World, house: House, report: Report) {
  const count = await manyRuns(house, RUNS, FILL_MS)
  report.figure('runs in the list', `≥ ${RUNS}`, count, count >= RUNS)
  const page = await world.page(house)
  await show(page, house.address, '/runs')
  const ended = page.getByRole('button', { name: /show .* ended/ })
  if (await ended.count()) await ended.first().click()
  await settled(page)
  const took: number[] = []
  for (let i = 0; i < TRIES; i++) {
    for (const workflow of ['loan-origination', 'nothing']) took.push(await chosen(page, workflow))
  }
  report.atMost(`filter to paint with ${count} runs, median`, FILTER_MS, percentile(took, 0.5), 'ms')
  report.atMost('the same, 95 %', 2 * FILTER_MS, percentile(took, 0.95), 'ms')
  await page.context().close()
}

/** The rows in view may be the same before and after, so the list must also say another number of them. */
async function chosen(page: Page, workflow: string): Promise<number> {
  const box = page.getByRole('main').getByRole('checkbox', { name: workflow }).first()
  const table = page.getByRole('table', { name: 'Runs' })
  const before = await table.getAttribute('aria-rowcount')
  const begun = performance.now()
  await box.check()
  await page.waitForFunction(({ name, old }) => {
    const rows = [...document.querySelectorAll('main [role=rowgroup] [role=row]')].map((row) => row.textContent ?? '')
    const counted = document.querySelector('main [role=table]')?.getAttribute('aria-rowcount')
    return rows.length > 0 && counted !== old && rows.every((row) => row.includes(name))
  }, { name: workflow, old: before }, { polling: 'raf', timeout: 15_000 })
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const took = performance.now() - begun
  await box.uncheck()
  await settled(page)
  return took
}
