import type { Page } from 'playwright-core'
import { seen, settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import type { House, World } from './support/house.ts'
import { reason } from './support/report.ts'
import type { Report } from './support/report.ts'

const NAME = 'checks-grave'

function policy(version: string, amount: number): string {
  return `policy: ${NAME}
version: '${version}'
owner: credit-ops
purpose: Has people look at what no loan of the sample is
scope: { effects: [irreversible], targets: [core-banking.book_loan] }
when: effect.arguments.amount > ${amount}
then:
  ask: { team: underwriters, people: 1, deadline: PT8H }
cases:
  - name: a grave one
    effect: { arguments: { amount: ${amount + 1} } }
    expect: ask
  - name: any other
    effect: { arguments: { amount: ${amount} } }
    expect: none
`
}

/** From a draft to what is in force, as the one who writes it and as the one who agrees. */
export const policies: Check = {
  number: 'P',
  name: 'policies',
  title: 'A policy from its draft to a second person',
  limitS: 180,
  async run(world, report) {
    const house = await world.demo()
    const second = await person(house, 'checks-second')
    await person(house, 'checks-author')
    await walk(world, house, second, report)
  },
}

async function person(house: House, name: string): Promise<string> {
  const answer = await house.admin.call('POST', '/people', { name, displayName: name, roles: ['author'], teams: [] })
  if (answer.status >= 300 && answer.status !== 409) throw new Error(`${name} is refused: ${JSON.stringify(answer.body)}`)
  return name
}

async function walk(world: World, house: House, second: string, report: Report) {
  const author = await world.page(house, 'light', 'checks-author')
  const other = await world.page(house, 'dark', second)
  const steps: [string, () => Promise<void>][] = [
    ['text is selected, and other text takes its place', () => replace(author, house)],
    ['a wrong rule is marked at its line and column', () => wrong(author)],
    ['its cases are run while it is written', () => cases(author)],
    ['a backtest names the runs that would be asked', () => backtest(author)],
    ['it judges along without a say', () => shadow(author)],
    ['what may ask less waits for a second person, who is named', () => propose(author)],
    ['whoever proposed it cannot agree', () => own(author)],
    ['a second person reads the difference and agrees', () => agree(other, house)],
  ]
  const failed: string[] = []
  for (const [name, step] of steps) {
    try {
      await step()
    } catch (failure) {
      failed.push(`${name}: ${reason(failure)}`)
      break // What follows needs it.
    }
  }
  report.none(`steps that failed, of ${steps.length}`, failed)
  report.none('errors and violations', [author, other].flatMap((page) => [...seen(page.context()).errors, ...seen(page.context()).violations]))
  await Promise.all([author.context().close(), other.context().close()])
}

async function write(page: Page, text: string) {
  await page.getByRole('textbox', { name: 'The policy' }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** A browser that did it by itself would give the new text a style of its own, which the page's rules refuse. */
async function replace(page: Page, house: House) {
  await show(page, house.address, '/policies/new?draft=true')
  const editor = page.getByRole('textbox', { name: 'The policy' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+Home')
  for (let line = 0; line < 3; line++) await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.type('# written over')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.insertText('# and again')
  if (!(await editor.innerText()).startsWith('# and again')) throw new Error(`it says ${(await editor.innerText()).slice(0, 80)}`)
  const { violations } = seen(page.context())
  if (violations.length) throw new Error(violations.join('; '))
}

async function wrong(page: Page) {
  await write(page, policy('1', 900_000).replace('effect.arguments.amount >', 'effect.argument.amount >'))
  const complaint = page.getByRole('list', { name: 'Complaints' }).getByRole('button').filter({ hasText: /\b6:\d+/ }).first()
  await complaint.waitFor()
  const publish = page.getByRole('button', { name: 'Publish' })
  if ((await publish.getAttribute('aria-disabled')) !== 'true') throw new Error('it could be published')
  await complaint.click()
}

async function cases(page: Page) {
  await write(page, policy('1', 900_000).replace('amount: 900001', 'amount: 2'))
  await page.getByText('none, and not ask').waitFor()
  await write(page, policy('1', 900_000))
  await page.getByText('2 of 2 as expected').waitFor()
}

async function backtest(page: Page) {
  await write(page, policy('1', 1))
  await page.getByText('No complaints').waitFor()
  await page.getByRole('button', { name: 'Run', exact: true, disabled: false }).click()
  await page.getByText(/[\d,]+ effects? of [\d,]+ runs?/).waitFor()
  const changed = page.getByRole('button', { name: /asked otherwise|newly asked/ }).first()
  await changed.click()
  await page.getByRole('region', { name: 'Examples' }).getByRole('link').first().waitFor()
}

async function shadow(page: Page) {
  await write(page, policy('1', 900_000))
  await page.getByText('No complaints').waitFor()
  await page.getByRole('button', { name: 'Shadow', disabled: false }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shadow' }).click()
  await page.getByText('It judges along from now on').first().waitFor()
}

/** Asking a team in the place of the workflow's owner may be less. */
async function propose(page: Page) {
  await page.getByRole('button', { name: 'Publish', disabled: false }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('may agree').waitFor()
  await dialog.getByRole('textbox').fill('Underwriters look at the grave ones')
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('waits for a second person').first().waitFor()
  await page.getByText(/checks-second.*may agree/).waitFor()
}

async function own(page: Page) {
  const button = page.getByRole('region', { name: `${NAME} 1` }).getByRole('button', { name: 'Agree' })
  if ((await button.getAttribute('aria-disabled')) !== 'true') throw new Error('the one who proposed it could agree')
}

async function agree(page: Page, house: House) {
  await show(page, house.address, '/policies?tab=proposals')
  const proposal = page.getByRole('region', { name: `${NAME} 1` })
  await proposal.getByText('when: effect.arguments.amount > 900000').first().waitFor()
  await proposal.getByRole('button', { name: 'Agree' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('I have read it')
  await dialog.getByRole('button', { name: 'Agree' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await show(page, house.address, `/policies/${NAME}`)
  await settled(page)
  await page.getByText('1 in force').first().waitFor()
}
