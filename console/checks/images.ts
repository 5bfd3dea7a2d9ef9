import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from './support/api.ts'
import { settled, show } from './support/browser.ts'
import type { Look } from './support/browser.ts'
import { manyRuns, manySteps, manyTasks, start } from './support/data.ts'
import type { House, World } from './support/house.ts'
import { places } from './support/pages.ts'
import type { Place } from './support/pages.ts'
import { small } from './support/palette.ts'

const SIZE = { width: 1280, height: 800 }
const RUNS = 10_000
const TASKS = 300
const STEPS = 500
const FILL_MS = 600_000
/** Shown twice among the pages, or as good as another. */
const LEFT_OUT = ['Inbox, a task', 'Settings, people']

/**
 * Pictures of the pages as they are with nothing, with the demo, and full, by day and by night.
 *
 * @param root the folder of this clone, which no picture shows
 * @param sets which of empty, typical and full; none means all
 */
export async function images(world: World, folder: string, root: string, sets: readonly string[]) {
  mkdirSync(folder, { recursive: true })
  const into = { folder, root }
  const wanted = (set: string) => !sets.length || sets.includes(set)
  if (wanted('empty')) {
    const bare = await world.empty()
    await pictures(world, bare, 'empty', (await places(bare)).filter((place) => !place.detail && !LEFT_OUT.includes(place.name)), into)
  }
  if (wanted('typical')) {
    const demo = await world.demo()
    const all = (await places(demo)).filter((place) => !LEFT_OUT.includes(place.name))
    const waiting = text((await demo.ana.items('/runs?workflow=lending/loan-origination&status=waiting&limit=1'))[0]?.id)
    const told: Record<string, string> = { Runs: '/runs?all=true', ...(waiting ? { Run: `/runs/${waiting}` } : {}) }
    await pictures(world, demo, 'typical', all.map((place) => ({ ...place, path: told[place.name] ?? place.path })), into)
    await pictures(world, demo, 'typical', all.filter((place) => place.name === 'Inbox' || place.name === 'Task'), into, ['phone'])
  }
  if (wanted('full')) {
    const demo = await world.demo()
    await pictures(world, demo, 'full', await filled(demo), into)
  }
}

/** Fills a house to its brim, and says what is then to be looked at. */
async function filled(house: House): Promise<Place[]> {
  const name = await manySteps(house, STEPS)
  const run = await start(house.admin, name.slice(name.indexOf('/') + 1), {})
  await manyRuns(house, RUNS, FILL_MS)
  await manyTasks(house, TASKS, FILL_MS)
  return [
    { name: 'Inbox', path: '/inbox' },
    { name: 'Runs', path: '/runs?all=true' },
    { name: 'Run', path: `/runs/${run}` },
    { name: 'Overview', path: '/overview' },
    { name: 'Workflow', path: `/workflows/${name}` },
    { name: 'Audit', path: '/audit' },
  ]
}

async function pictures(world: World, house: House, set: string, shown: readonly Place[], into: { folder: string; root: string }, looks: readonly Look[] = ['light', 'dark']) {
  for (const look of looks) {
    const page = await world.page(house, look)
    if (look !== 'phone') await page.setViewportSize(SIZE)
    await page.addInitScript(() => localStorage.setItem('fermata.coach', 'done'))
    for (const place of shown) {
      await show(page, house.address, place.path)
      await page.locator('.react-flow__node').first().waitFor({ timeout: 3000 }).catch(() => undefined) // Where there is a graph.
      await settled(page)
      await page.evaluate(withoutFolder, into.root)
      const file = join(into.folder, `${place.name.toLowerCase().replace(', ', '-')}-${set}-${look}.png`)
      writeFileSync(file, small(await page.screenshot({ animations: 'disabled', caret: 'hide' })))
      console.log(file)
    }
    await page.context().close()
  }
}

/** Where somebody's clone lies is nothing for the public; the program stands at a place of its own instead. Runs in the page. */
function withoutFolder(root: string) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeValue?.includes(root)) node.nodeValue = node.nodeValue.replaceAll(root, '/opt/fermata')
  }
}
