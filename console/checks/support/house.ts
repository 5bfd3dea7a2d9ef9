import type { Browser, Page } from 'playwright-core'
import { Api, text } from './api.ts'
import { launch, open } from './browser.ts'
import type { Look } from './browser.ts'
import { Program, freePort } from './program.ts'
import type { Running } from './program.ts'

/** A server with its people. */
export interface House {
  address: string
  admin: Api
  ana: Api
  running: Running
  /** Who signs in where nobody is named. */
  user: string
}

/** What all checks work with; made when it is first asked for, and ended together. */
export class World {
  readonly command: readonly string[]
  readonly program: Program
  private shared: Promise<House> | undefined
  private bare: Promise<House> | undefined
  private window: Promise<Browser> | undefined

  constructor(command: readonly string[]) {
    this.command = command
    this.program = new Program(command)
  }

  /** The demo: loans at work, decisions that wait. */
  demo(): Promise<House> {
    this.shared ??= this.startDemo()
    return this.shared
  }

  /** A server that nobody has used yet. */
  empty(): Promise<House> {
    this.bare ??= this.startEmpty()
    return this.bare
  }

  browser(): Promise<Browser> {
    this.window ??= launch()
    return this.window
  }

  /** A page of a fresh profile, signed in. */
  async page(house: House, look: Look = 'light', person = house.user): Promise<Page> {
    return open(await this.browser(), { look, address: house.address, link: await house.admin.link(person) })
  }

  /** A second demo, which a check may stop. */
  async startDemo(): Promise<House> {
    const port = await freePort()
    const running = await this.program.start(['demo', '--data', `${this.program.folder}/demo-${port}`, '--port', String(port)],
      /Admin +\S+\/sign-in\S+/)
    const house = await signedIn(running, `http://127.0.0.1:${port}`, /Admin +(\S+)/)
    const ana = await Api.byLink(house.address, await house.admin.link('ana'))
    return { ...house, ana, user: 'ana' }
  }

  private async startEmpty(): Promise<House> {
    const port = await freePort()
    const running = await this.program.start(['server', '--data', `${this.program.folder}/empty`, '--port', String(port)],
      /Sign in once as admin\D+\d+ hours\): \S+/)
    return signedIn(running, `http://127.0.0.1:${port}`, /hours\): (\S+)/)
  }

  async close() {
    await (await this.window?.catch(() => undefined))?.close()
    await this.program.close()
  }
}

async function signedIn(running: Running, address: string, link: RegExp): Promise<House> {
  const admin = await Api.byLink(address, link.exec(running.text)?.[1] ?? '')
  return { address, running, admin, ana: admin, user: text((await admin.get('/whoami')).name) }
}
