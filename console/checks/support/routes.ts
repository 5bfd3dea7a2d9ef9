import type { Page, Route } from 'playwright-core'
import { sleep } from './api.ts'

/** What every page needs to show anything at all: who looks, and the line for changes. */
const KEPT = /\/api\/v1\/(whoami|live|session)\b/

/** What the failing server says; pages show these words. */
export const PROBLEM = {
  type: 'https://fermata.dev/problems/internal',
  title: 'The journal cannot be read',
  status: 500,
  detail: 'page 17 of the file is damaged',
  hint: 'verify the data folder with `fermata verify`',
}

/** How many questions were answered otherwise than the server would. */
export interface Tally {
  asked: number
}

async function asked(page: Page, answer: (route: Route) => Promise<void>): Promise<Tally> {
  const tally = { asked: 0 }
  await page.route(/\/api\/v1\//, (route) => {
    const kept = KEPT.test(route.request().url()) || route.request().method() !== 'GET'
    if (kept) return route.fallback()
    tally.asked++
    return answer(route)
  })
  return tally
}

/** Every question of the page is answered by an error of the server. */
export function failing(page: Page) {
  return asked(page, (route) =>
    route.fulfill({ status: PROBLEM.status, contentType: 'application/problem+json', body: JSON.stringify(PROBLEM) }))
}

/** Every question of the page is answered late. */
export function slow(page: Page, ms: number) {
  return asked(page, async (route) => {
    await sleep(ms)
    await route.fallback().catch(() => undefined) // The page may have gone on.
  })
}

/** No question of the page reaches the server. */
export function cut(page: Page) {
  return asked(page, (route) => route.abort('connectionrefused'))
}

export function whole(page: Page) {
  return page.unroute(/\/api\/v1\//)
}
