import type { Page } from 'playwright-core'
import { seen, settled, show } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { places } from './support/pages.ts'
import type { Report } from './support/report.ts'

const INBOX_KB = 250
const ROUTE_KB = 450
const KB = 1024

/** Fewer bytes reach people sooner; and nothing is asked of anybody else. */
export const weight: Check = {
  number: '4',
  name: 'weight',
  title: 'Page weight',
  quick: true,
  limitS: 240,
  async run(world, report) {
    const house = await world.demo()
    for (const place of await places(house)) {
      const page = await world.page(house)
      const bytes = await transferred(page, house.address, place.path)
      const limit = place.path === '/inbox' ? INBOX_KB : ROUTE_KB
      report.atMost(`${place.name}, first load`, limit, bytes / KB, 'KB')
      const { violations, elsewhere } = seen(page.context())
      if (violations.length || elsewhere.length || place.path === '/inbox') {
        report.none(`${place.name}: stopped by the security policy`, violations)
        report.none(`${place.name}: requests to elsewhere`, elsewhere)
      }
      await page.context().close()
    }
    await policy(house.address, report)
  },
}

/** All that came over the line, packed, with headers, for a browser that has nothing yet. */
async function transferred(page: Page, address: string, path: string): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.clearBrowserCache')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  const streams = new Set<string>()
  devtools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.mimeType === 'text/event-stream') streams.add(requestId)
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!streams.has(requestId)) bytes += encodedDataLength
  })
  await show(page, address, path)
  await settled(page)
  return bytes
}

async function policy(address: string, report: Report) {
  const response = await fetch(`${address}/inbox`)
  const told = response.headers.get('content-security-policy') ?? ''
  const wrong = ['unsafe-inline', 'unsafe-eval', 'http:', 'https:', '*'].filter((word) => told.includes(word))
  report.none('the security policy allows too much', [...wrong, ...(/default-src '(self|none)'/.test(told) ? [] : [`no default: ${told}`])])
}
