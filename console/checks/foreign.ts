import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { settled } from './support/browser.ts'
import { sleep } from './support/api.ts'
import type { Check } from './support/check.ts'
import type { House, World } from './support/house.ts'
import { text } from './support/api.ts'
import { freePort } from './support/program.ts'

const TRY_MS = 2500

/** Another site, open in the same browser, gets nothing from the console and changes nothing (S13). */
export const foreign: Check = {
  number: 'S13',
  name: 'foreign',
  title: 'Another site in the same browser',
  quick: true,
  limitS: 120,
  async run(world, report) {
    const house = await world.demo()
    const site = await elsewhere(house)
    try {
      const got = await tried(world, house, site.address)
      report.figure('tries of another site', '> 8', got.length, got.length > 8)
      report.none('tries that got something', got.filter((each) => !each.endsWith('refused')))
      const teams = await house.admin.items('/teams')
      report.none('what another site has changed', teams.filter((each) => text(each.team ?? each.name).startsWith('evil')).map(() => 'a team'))
      report.none('frames that show the console', await framed(world, house, site.address))
    } finally {
      site.server.close()
    }
  },
}

async function elsewhere(house: House): Promise<{ server: Server; address: string }> {
  const port = await freePort()
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html')
    const frame = request.url === '/frame' ? `<iframe src="${house.address}/inbox"></iframe>` : ''
    response.end(`<!doctype html><title>evil</title><main>evil</main>${frame}
      <form method=post target=_self action="${house.address}/sign-out"><button>out</button></form>`)
  })
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  // By another name than the console's, so that its cookies are no own ones.
  return { server, address: `http://localhost:${port}` }
}

/** All that a page can try against the address of somebody who is signed in there. */
async function tried(world: World, house: House, site: string): Promise<string[]> {
  const page = await world.page(house)
  await page.goto(site)
  const results = await page.evaluate(async ({ at, ms }) => {
    const all: string[] = []
    const done = (what: string, got: boolean | string | number) => void all.push(`${what}: ${got === false ? 'refused' : `got ${String(got)}`}`)
    const asks: [string, RequestInit][] = [
      ['/api/v1/tasks', {}],
      ['/api/v1/tasks', { credentials: 'include' }],
      ['/api/v1/whoami', { credentials: 'include' }],
      ['/api/v1/teams', { method: 'POST', credentials: 'include', body: '{"team":"evil"}' }],
      ['/api/v1/teams', { method: 'POST', credentials: 'include', body: '{"team":"evil"}', headers: { 'Content-Type': 'application/json' } }],
      ['/inbox', { credentials: 'include' }],
    ]
    for (const [path, options] of asks) {
      const what = `${options.method ?? 'GET'} ${path}`
      await fetch(at + path, options).then((answer) => done(what, answer.status), () => done(what, false))
    }
    await fetch(`${at}/api/v1/teams`, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"team":"evil2"}' })
      .then((answer) => done('POST without looking', answer.type === 'opaque' ? false : answer.status), () => done('POST without looking', false))
    const heard = (what: string, open: (got: () => void) => () => void) => new Promise<void>((resolve) => {
      let got = false
      const close = open(() => { got = true })
      setTimeout(() => { close(); done(what, got); resolve() }, ms)
    })
    const stream = (path: string) => heard(`stream ${path}`, (got) => {
      const source = new EventSource(at + path, { withCredentials: true })
      source.onopen = got
      return () => source.close()
    })
    const socket = heard('a web socket', (got) => {
      const line = new WebSocket(`${at.replace('http', 'ws')}/api/v1/live`)
      line.onopen = got
      return () => line.close()
    })
    await Promise.all([stream('/api/v1/live'), stream('/api/v1/events'), socket])
    const script = await new Promise<boolean>((resolve) => {
      const element = document.createElement('script')
      element.src = `${at}/api/v1/tasks`
      element.onload = () => resolve(true)
      element.onerror = () => resolve(false)
      document.head.append(element)
    })
    done('its data as a script', script)
    return all
  }, { at: house.address, ms: TRY_MS })
  await page.getByRole('button', { name: 'out' }).click()
  await sleep(TRY_MS / 5)
  await page.goto(`${house.address}/inbox`)
  await settled(page)
  results.push(`sign out by a form: ${page.url().includes('sign-in') ? 'got it' : 'refused'}`)
  await page.context().close()
  return results
}

/** Whether the console lets itself be shown within another page, where clicks can be stolen. */
async function framed(world: World, house: House, site: string): Promise<string[]> {
  const page = await world.page(house)
  await page.goto(`${site}/frame`)
  await sleep(TRY_MS / 2)
  const shown: string[] = []
  for (const frame of page.frames().slice(1)) {
    const said = await frame.locator('body').innerText({ timeout: TRY_MS }).catch(() => '')
    if (/Inbox|Sign in/.test(said)) shown.push(frame.url())
  }
  await page.context().close()
  return shown
}
