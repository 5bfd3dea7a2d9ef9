import type { Page } from 'playwright-core'
import { settled, show } from './support/browser.ts'
import type { Look } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { manySteps } from './support/data.ts'
import type { House, World } from './support/house.ts'
import { places } from './support/pages.ts'
import { reason } from './support/report.ts'
import type { Report } from './support/report.ts'

const LABEL_PX = 11
const CONTRAST = 3
const FPS = 30
const DRAWN_MS = 1500
const DRAG_MS = 2000

interface Drawn {
  nodes: number
  edges: number
  overlaps: string[]
  crossings: string[]
  small: string[]
  cut: string[]
  faint: string[]
}

/** A graph can be read: nothing lies on anything else, words are large enough, and it moves smoothly. */
export const graph: Check = {
  number: '6',
  name: 'graph',
  title: 'Graphs that can be read',
  limitS: 300,
  async run(world, report) {
    const house = await world.demo()
    const run = (await places(house)).find((place) => place.name === 'Run')?.path ?? '/runs'
    for (const look of ['light', 'dark'] as const) {
      for (const path of ['/workflows/lending/loan-origination', run]) await read(world, house, path, look, report)
    }
    await large(world, house, 200, report)
    await large(world, house, 500, report)
  },
}

async function nodesShown(page: Page) {
  await page.locator('.react-flow__node').first().waitFor()
  await settled(page)
}

async function read(world: World, house: House, path: string, look: Look, report: Report) {
  const page = await world.page(house, look)
  const what = `${path.startsWith('/runs') ? 'a run' : 'a workflow'}, ${look}`
  try {
    await show(page, house.address, path)
    const tab = page.getByRole('tab', { name: 'Graph' })
    if (await tab.count()) await tab.first().click()
    await nodesShown(page)
    const drawn = await page.evaluate(looked, { least: LABEL_PX, contrast: CONTRAST })
    report.figure(`${what}: nodes and edges`, '> 3', `${drawn.nodes}, ${drawn.edges}`, drawn.nodes > 3 && drawn.edges > 3)
    report.none(`${what}: nodes that lie on each other`, drawn.overlaps)
    report.none(`${what}: edges through a foreign node`, drawn.crossings)
    report.none(`${what}: labels under ${LABEL_PX} px`, drawn.small)
    report.none(`${what}: labels cut without a way to read them`, drawn.cut)
    report.none(`${what}: lines under ${CONTRAST}:1`, drawn.faint)
  } catch (failure) {
    report.none(`${what}: is drawn`, [reason(failure)])
  }
  await page.context().close()
}

/** What the picture is like, from where its parts are on the screen. Runs in the page. */
function looked({ least, contrast }: { least: number; contrast: number }): Drawn {
  const drawn: Drawn = { nodes: 0, edges: 0, overlaps: [], crossings: [], small: [], cut: [], faint: [] }
  const nodes = [...document.querySelectorAll('.react-flow__node')].map((element) => ({ box: element.getBoundingClientRect(), name: (element.textContent ?? '').trim().slice(0, 40), element }))
  const within = (a: DOMRect, b: DOMRect, slack = 0.5) => a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack
  const apart = (a: DOMRect, b: DOMRect) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5
  nodes.forEach((one, i) => nodes.slice(i + 1).forEach((other) => {
    if (!apart(one.box, other.box) && !within(one.box, other.box) && !within(other.box, one.box)) drawn.overlaps.push(`${one.name} and ${other.name}`)
  }))
  const leaves = nodes.filter((one) => !nodes.some((other) => other !== one && within(other.box, one.box)))
  const paths = [...document.querySelectorAll<SVGPathElement>('.react-flow__edges path')].filter((path) => getComputedStyle(path).fill === 'none')
  const near = (x: number, y: number, box: DOMRect, slack: number) => x >= box.left - slack && x <= box.right + slack && y >= box.top - slack && y <= box.bottom + slack
  for (const path of paths) {
    const matrix = path.getScreenCTM()
    const length = path.getTotalLength()
    if (!matrix || !length) continue
    const at = (share: number) => path.getPointAtLength(length * share).matrixTransform(matrix)
    const ends = [at(0), at(1)]
    const foreign = leaves.filter(({ box }) => box.width > 8 && !ends.some((end) => near(end.x, end.y, box, 4)))
    for (let i = 1; i < 80; i++) {
      const point = at(i / 80)
      const hit = foreign.find(({ box }) => near(point.x, point.y, box, -2))
      if (hit) {
        drawn.crossings.push(`through ${hit.name}`)
        break
      }
    }
  }
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const shade = (color: string, on?: string): number[] => {
    if (!canvas) return [0, 0, 0]
    canvas.clearRect(0, 0, 1, 1)
    for (const each of [on, color]) if (each) { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1) }
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const light = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element: Element): string => {
    for (let up: Element | null = element; up; up = up.parentElement) {
      const color = getComputedStyle(up).backgroundColor
      if ((shade(color)[3] ?? 0) > 250) return color
    }
    return 'white'
  }
  for (const path of paths) {
    const style = getComputedStyle(path)
    const ground = behind(path)
    const one = light(shade(ground))
    let through = Number(style.strokeOpacity)
    for (let up: Element | null = path; up && !up.classList.contains('react-flow'); up = up.parentElement) through *= Number(getComputedStyle(up).opacity)
    const mixed = shade(style.stroke, ground).map((part, i) => part * through + (shade(ground)[i] ?? 0) * (1 - through))
    const two = light(mixed)
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    if (ratio < contrast) drawn.faint.push(`${style.stroke} on ${ground}: ${ratio.toFixed(2)}:1`)
  }
  const walker = document.createTreeWalker(document.querySelector('.react-flow__viewport') ?? document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement
    const words = text.textContent?.trim() ?? ''
    if (!element || !words) continue
    const scale = element instanceof HTMLElement ? element.getBoundingClientRect().height / (element.offsetHeight || 1) : ((element as unknown as SVGGraphicsElement).getScreenCTM()?.a ?? 1)
    const size = parseFloat(getComputedStyle(element).fontSize) * (scale || 1)
    if (size < least - 0.05) drawn.small.push(`${words.slice(0, 30)}: ${size.toFixed(1)} px`)
    if (element instanceof HTMLElement && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden' && !element.closest('[title]')) drawn.cut.push(words.slice(0, 40))
  }
  drawn.nodes = nodes.length
  drawn.edges = paths.length
  return drawn
}

async function large(world: World, house: House, steps: number, report: Report) {
  const page = await world.page(house)
  try {
    const name = await manySteps(house, steps)
    await house.admin.get(`/workflows/${encodeURIComponent(name.slice(name.indexOf('/') + 1))}/graph`).catch(() => undefined)
    const begun = performance.now()
    await page.goto(`${house.address}/workflows/${name}`)
    await page.locator('.react-flow__node').first().waitFor()
    const drawn = performance.now() - begun
    if (steps <= 200) report.atMost(`${steps} steps: from the address to the picture`, DRAWN_MS, drawn, 'ms')
    await settled(page)
    report.atLeast(`${steps} steps: frames while it is moved`, FPS, await frames(page), '/s')
  } catch (failure) {
    report.none(`${steps} steps: is drawn`, [reason(failure)])
  }
  await page.context().close()
}

async function frames(page: Page): Promise<number> {
  const box = await page.locator('.react-flow').first().boundingBox()
  if (!box) throw new Error('there is no picture')
  const x = box.x + box.width / 2
  const y = box.y + box.height - 20
  const counted = page.evaluate((ms) => new Promise<number>((resolve) => {
    let count = 0
    const begun = performance.now()
    const tick = (now: number) => {
      count++
      if (now - begun < ms) requestAnimationFrame(tick)
      else resolve((count * 1000) / (now - begun))
    }
    requestAnimationFrame(tick)
  }), DRAG_MS)
  await page.mouse.move(x, y)
  await page.mouse.down()
  const end = Date.now() + DRAG_MS
  for (let i = 0; Date.now() < end; i++) {
    await page.mouse.move(x + 150 * Math.sin(i / 8), y - 100 + 80 * Math.cos(i / 8))
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
  await page.mouse.up()
  return counted
}
