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

function asked(page: Page, answer: (route: Route) => Promise<void>) {
  return page.route(/\/api\/v1\//, (route) => {
    const kept = KEPT.test(route.request().url()) || route.request().method() !== 'GET'
    return kept ? route.fallback() : answer(route)
  })
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
