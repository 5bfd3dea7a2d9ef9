import type { Page } from 'playwright-core'
import { text } from './support/api.ts'
import { settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { ask } from './support/data.ts'
import type { House } from './support/house.ts'
import { until } from './support/api.ts'
import { keysFor } from './stamp.ts'

const LOW_KEYS = 2
const HIGH_KEYS = 6
const STOPS = 40

/** Everything can be done without a pointer, and one sees where one is. */
export const keyboard: Check = {
  number: '2',
  name: 'keyboard',
  title: 'By keys alone',
  quick: true,
  limitS: 240,
  async run(world, report) {
    const house = await world.demo()
    const page = await world.page(house)
    await page.addInitScript(() => {
      const counted = window as unknown as { pointed: number }
      counted.pointed = 0
      for (const kind of ['mousedown', 'pointerdown', 'touchstart']) addEventListener(kind, () => counted.pointed++, true)
    })
    await ask(house, 'low', { show: { sum: 2 } })
    const { task } = await ask(house, 'low', { show: { sum: 1 } })
    await show(page, house.address, `/inbox/${task}`)
    const low = await decided(page, house, task, 'a')
    report.figure('keys for a task of little risk', `≤ ${LOW_KEYS}`, low, low <= LOW_KEYS)
    const next = new URL(page.url()).pathname.replace('/inbox/', '')
    report.figure('then the next task is shown', 'yes', next && next !== task ? 'yes' : `no: ${next}`, next !== '' && next !== task && next !== '/inbox')
    const high = await keysFor(page, house, 'a')
    report.figure('keys for a grave task', `≤ ${HIGH_KEYS}`, high, high <= HIGH_KEYS)
    report.none('stops whose focus cannot be seen', await unseen(page, house))
    report.none('pages that keys do not reach', await jumps(page, house))
    const pointed = await page.evaluate(() => (window as unknown as { pointed: number }).pointed)
    report.figure('uses of a pointer', '0', pointed, pointed === 0)
    await page.context().close()
  },
}

async function decided(page: Page, house: House, task: string, letter: string): Promise<number> {
  const done = () => until('a decision', 4000, async () => {
    const state = text((await house.ana.get(`/tasks/${task}`)).state)
    return state !== 'open' && state !== 'claimed' && state
  }).catch(() => '')
  await page.keyboard.press(letter)
  if (await done()) { await settled(page); return 1 }
  await page.keyboard.press('Enter')
  if (await done()) { await settled(page); return 2 }
  return Number.POSITIVE_INFINITY
}

/** Walks by Tab: each stop has to look different from when it is not one. */
async function unseen(page: Page, house: House): Promise<string[]> {
  const wrong: string[] = []
  for (const path of ['/inbox', '/runs', '/agents', '/settings']) {
    await show(page, house.address, path)
    for (let i = 0; i < STOPS; i++) {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate(() => {
        const at = document.activeElement
        if (!(at instanceof HTMLElement) || at === document.body) return undefined
        const shown = (element: HTMLElement) => {
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
          return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
        }
        const box = at.getBoundingClientRect()
        const seen = at.matches(':focus-visible') && (shown(at) || (at.parentElement !== null && shown(at.parentElement)) || (at.closest('label, li, tr') instanceof HTMLElement && shown(at.closest('label, li, tr') as HTMLElement)))
        return { seen, there: box.width > 0 && box.height > 0, name: (at.getAttribute('aria-label') ?? at.textContent ?? at.tagName).trim().slice(0, 40) }
      })
      if (!stop) break
      if (!stop.seen || !stop.there) wrong.push(`${path}: ${stop.name}${stop.there ? '' : ' (no size)'}`)
    }
  }
  return [...new Set(wrong)]
}

async function jumps(page: Page, house: House): Promise<string[]> {
  await show(page, house.address, '/inbox')
  const wrong: string[] = []
  for (const [key, path] of [['r', '/runs'], ['o', '/overview'], ['w', '/workflows'], ['a', '/agents'], ['p', '/policies'], ['u', '/audit'], ['s', '/settings'], ['i', '/inbox']] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.waitForURL((url) => url.pathname.startsWith(path), { timeout: 4000 }).catch(() => wrong.push(`g ${key} does not lead to ${path}`))
    await settled(page)
  }
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: /search or go to/i })
  await palette.waitFor({ timeout: 4000 }).catch(() => wrong.push('Ctrl K does not open the palette'))
  await page.keyboard.type('agents')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/agents/, { timeout: 4000 }).catch(() => wrong.push('the palette does not lead to a page'))
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor({ timeout: 4000 }).catch(() => wrong.push('? does not show the keys'))
  await page.keyboard.press('Escape')
  if (await page.getByRole('dialog').count()) wrong.push('Escape does not close a dialog')
  return wrong
}
