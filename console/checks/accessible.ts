import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { LOOKS, MISSING, mainText, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import type { House, World } from './support/house.ts'
import { places } from './support/pages.ts'
import type { Place } from './support/pages.ts'
import { reason } from './support/report.ts'
import { failing } from './support/routes.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What a machine can tell of who cannot see, hear or point: the rest is looked at by people. */
export const accessible: Check = {
  number: '3',
  name: 'accessible',
  title: 'axe: WCAG A, AA, 2.2 AA and best practice',
  limitS: 1500,
  async run(world, report) {
    const wrong: string[] = []
    const missing = new Set<string>()
    let pages = 0
    for (const mode of ['demo', 'empty', 'error'] as const) {
      const house = mode === 'empty' ? await world.empty() : await world.demo()
      const all = (await places(house)).filter((place) => mode !== 'empty' || !place.detail)
      for (const look of LOOKS) {
        const page = await world.page(house, look)
        if (mode === 'error') await failing(page)
        for (const place of all) {
          try {
            const found = await violations(page, house, place)
            if ((await mainText(page)).includes(MISSING)) missing.add(`${place.name}: page missing`)
            wrong.push(...found.map((each) => `${place.name}, ${look}, ${mode}: ${each}`))
            pages++
          } catch (failure) {
            wrong.push(`${place.name}, ${look}, ${mode}: ${reason(failure)}`)
          }
        }
        await page.context().close()
      }
    }
    await signIn(world, wrong)
    report.figure('pages looked at', '> 0', pages, pages > 0)
    report.none('pages that are missing', [...missing])
    report.none('violations', wrong)
  },
}

async function signIn(world: World, wrong: string[]) {
  const house = await world.demo()
  for (const look of LOOKS) {
    const page = await world.page(house, look)
    await page.goto(`${house.address}/sign-in`)
    wrong.push(...(await axe(page)).map((each) => `Sign in, ${look}: ${each}`))
    await page.context().close()
  }
}

async function violations(page: Page, house: House, place: Place): Promise<string[]> {
  await show(page, house.address, place.path)
  return axe(page)
}

export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE) // Evaluated by the debugger: the page's security policy stays as it is.
  return page.evaluate(async (tags) => {
    interface Found { violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }
    const { axe: tool } = window as unknown as { axe: { run: (at: Document, options: object) => Promise<Found> } }
    const { violations } = await tool.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    return violations.map(({ id, help, nodes }) => {
      const first = nodes[0]
      const why = first?.failureSummary?.split('\n')[1]?.trim() ?? ''
      return `${id}: ${help} (${nodes.length} × such as ${String(first?.target.join(' '))}${/contrast/.test(id) ? `: ${why}` : ''})`
    })
  }, TAGS)
}
