import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const WAIT_MS = 20_000
/** Nothing has changed on the page for this long. */
const QUIET_MS = 250

export type Look = 'light' | 'dark' | 'phone'
export const LOOKS: readonly Look[] = ['light', 'dark', 'phone']

export function hasBrowser(): boolean {
  return existsSync(PROGRAM)
}

export const browserProgram = PROGRAM

/** @param proxy the address of a proxy that all requests go through */
export function launch(proxy?: string): Promise<Browser> {
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS, proxy: proxy ? { server: proxy, bypass: '<-loopback>' } : undefined })
}

/** What a page did that nobody sees on it. */
export interface Seen {
  /** What its console said as an error, other than that a request was refused. */
  errors: string[]
  /** What its security policy stopped. */
  violations: string[]
  /** Requests that left for elsewhere. */
  elsewhere: string[]
  /** Dialogs of the browser that it opened. */
  dialogs: string[]
}

const seenBy = new WeakMap<BrowserContext, Seen>()

export function seen(context: BrowserContext): Seen {
  const found = seenBy.get(context)
  if (!found) throw new Error('nobody watches this context')
  return found
}

export interface Opening {
  look?: Look
  /** A link that signs in once; nobody is signed in without it. */
  link?: string
  address: string
}

/** A fresh profile, signed in, that is watched. */
export async function open(browser: Browser, { look = 'light', link, address }: Opening): Promise<Page> {
  const phone = look === 'phone'
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: look === 'dark' ? 'dark' : 'light',
    hasTouch: phone,
    isMobile: phone,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(WAIT_MS)
  const page = await context.newPage()
  await watch(context, page, address)
  if (link) {
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  }
  return page
}

async function watch(context: BrowserContext, page: Page, address: string) {
  const found: Seen = { errors: [], violations: [], elsewhere: [], dialogs: [] }
  seenBy.set(context, found)
  await context.exposeBinding('checksViolation', (_, what: string) => void found.violations.push(what))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const told = window as unknown as { checksViolation?: (what: string) => void }
      told.checksViolation?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  const at = (what: string) => `${new URL(page.url()).pathname}: ${what.slice(0, 300)}`
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
    found.errors.push(at(message.text()))
  })
  page.on('pageerror', (error) => void found.errors.push(at(error.message)))
  page.on('dialog', (dialog) => {
    found.dialogs.push(at(dialog.message()))
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^(http|ws)/.test(url.protocol) && url.origin !== address) found.elsewhere.push(at(request.url()))
  })
}

/** Shows an address and waits until the page has settled. */
export async function show(page: Page, address: string, path: string): Promise<void> {
  await page.goto(address + path)
  await settled(page)
}

/** Waits until something stands in the page and it has stopped changing. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main') ?? document.querySelector('[role=alert]')
    if (!main || !main.textContent?.trim()) return false
    return ![...main.querySelectorAll('[role=status]')].some((each) => /^Loading/.test(each.getAttribute('aria-label') ?? ''))
  })
  await page.evaluate((quiet) => new Promise<void>((resolve) => {
    const most = setTimeout(end, 3000)
    let still = setTimeout(end, quiet)
    const observer = new MutationObserver(() => {
      clearTimeout(still)
      still = setTimeout(end, quiet)
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
    function end() {
      clearTimeout(most)
      clearTimeout(still)
      observer.disconnect()
      resolve()
    }
  }), QUIET_MS)
}

/** The text that somebody sees in the page's own part. */
export async function mainText(page: Page): Promise<string> {
  return page.evaluate(() => (document.querySelector('main') ?? document.body).innerText)
}

export const MISSING = 'This page is being made'
