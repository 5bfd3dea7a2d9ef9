import type { Page } from 'playwright-core'
import { open, settled } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { Program, freePort } from './support/program.ts'

const RAW_S = 15
const PERSON_S = 60
/** What somebody needs to read a screen. */
const READ_S = 5
const STEPS = 15

/** From nothing to a decision, by following what stands on the screen. */
export const first: Check = {
  number: '1',
  name: 'first',
  title: 'From the first run to the first decided task',
  limitS: 300,
  async run(world, report) {
    const program = new Program(world.command)
    const port = await freePort()
    try {
      const begun = performance.now()
      const demo = await program.start(['demo', '--data', `${program.folder}/demo`, '--port', String(port)], /For ana +\S+[\s\S]*task list/)
      const up = (performance.now() - begun) / 1000
      const address = `http://127.0.0.1:${port}`
      const browser = await world.browser()
      const opened = performance.now()
      const page = await open(browser, { address })
      await page.goto(/For ana +(\S+)/.exec(demo.text)?.[1] ?? address)
      await page.getByRole('button', { name: 'Sign in' }).click()
      const screens = await followed(page)
      const raw = (performance.now() - opened) / 1000
      report.figure('commands to type', '≤ 2', 1, true)
      report.atMost('from the browser to the decision, as fast as a script', RAW_S, raw, 's')
      report.atMost(`the same, ${READ_S} s to read each of ${screens.length} screens`, PERSON_S, raw + screens.length * READ_S, 's')
      report.figure('from the command to the decision, as fast as a script', '-', `${(up + raw).toFixed(1)} s`, true)
      report.findings.push(`followed: ${screens.join(' → ')}`)
      await page.context().close()
    } finally {
      await program.close()
    }
  },
}

/** Does what the screen says until it says that something is decided; which screens that took. */
async function followed(page: Page): Promise<string[]> {
  const screens = ['sign in']
  await page.getByRole('main').waitFor()
  await settled(page)
  if (!/\/inbox\/./.test(page.url())) await page.getByRole('main').getByRole('listitem').first().getByRole('link').click()
  await page.getByRole('group', { name: 'Answers' }).waitFor()
  screens.push('the task')
  const coach = page.getByRole('button', { name: 'Dismiss' }).first()
  if (await coach.count()) await coach.click()
  const task = page.url().split('/').pop()?.split('?')[0] ?? ''
  const answer = page.getByRole('group', { name: 'Answers' }).getByRole('button').first()
  const name = await answer.locator('strong').innerText()
  await answer.click()
  for (let i = 0; i < STEPS; i++) {
    if (await left(page, task)) return screens
    const alert = page.locator('main').getByRole('alert').first()
    const says = (await alert.count()) ? await alert.innerText().catch(() => '') : ''
    if (/evidence|open/i.test(says)) {
      screens.push('evidence')
      for (const piece of await page.getByRole('complementary', { name: 'Evidence' }).locator('summary').filter({ hasText: 'to be opened' }).all()) await piece.click()
    } else if (/why|reason/i.test(says)) {
      screens.push('a reason')
      const chip = page.getByRole('group', { name: 'Reasons' }).getByRole('button').first()
      if (await chip.count()) await chip.click()
      else await page.getByRole('textbox', { name: 'Why' }).fill('It is in order.')
    }
    const confirm = page.getByRole('region', { name: 'Your answer' }).getByRole('button', { name: new RegExp(`^${name}`) }).last()
    if (await confirm.count()) await confirm.click({ timeout: 3000 }).catch(() => undefined)
    await settled(page)
  }
  throw new Error(`nothing was decided by following the screen; it says: ${(await page.locator('main').innerText()).slice(-300)}`)
}

/** Whether the task is decided: it says so, and another one is shown. */
async function left(page: Page, task: string): Promise<boolean> {
  const state = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/tasks/${id}`)
    return ((await answer.json()) as { state?: string }).state
  }, task)
  return state !== 'open' && state !== 'claimed'
}
