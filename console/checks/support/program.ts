import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_MS = 180_000
const STOP_MS = 15_000
const COMMAND_MS = 60_000

export interface Ran {
  exit: number
  out: string
  err: string
  ms: number
}

/** The program as its users have it, with folders of its own. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'fermata-checks-'))
  private readonly started: ChildProcess[] = []

  private readonly words: readonly string[]

  /** @param words what starts it, such as the path of the launcher */
  constructor(words: readonly string[]) {
    this.words = words
  }

  private environment(more: Record<string, string> = {}) {
    return { ...process.env, FERMATA_CONFIG: join(this.folder, 'config'), NO_COLOR: '1', ...more }
  }

  /** Starts what stays, such as a server, and waits until it has said this. */
  async start(args: readonly string[], said: RegExp): Promise<Running> {
    const [command = '', ...before] = this.words
    const child = spawn(command, [...before, ...args], { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    this.started.push(child)
    const running = new Running(child)
    await running.until(said)
    return running
  }

  /** Runs a command to its end; a command that does not end is killed. */
  run(args: readonly string[], more: Record<string, string> = {}): Promise<Ran> {
    const [command = '', ...before] = this.words
    const begun = performance.now()
    const options = { env: this.environment(more), timeout: COMMAND_MS, maxBuffer: 64 * 1024 * 1024 }
    return new Promise((resolve) => {
      const child = execFile(command, [...before, ...args], options, (failure, out, err) => {
        const exit = failure ? (typeof failure.code === 'number' ? failure.code : -1) : 0
        resolve({ exit, out, err, ms: performance.now() - begun })
      })
      child.stdin?.end()
    })
  }

  async close() {
    await Promise.all(this.started.map(stop))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A process that stays, and what it has said so far. */
export class Running {
  text = ''
  readonly child: ChildProcess

  constructor(child: ChildProcess) {
    this.child = child
    const add = (chunk: Buffer) => void (this.text += chunk.toString('utf8'))
    child.stdout?.on('data', add)
    child.stderr?.on('data', add)
  }

  until(said: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => done(new Error(`it did not say ${said} in ${START_MS / 1000} s, but: ${this.text.slice(-2000)}`)), START_MS)
      const look = () => { if (said.test(this.text)) done() }
      const gone = (code: number | null) => done(new Error(`it ended with ${code}: ${this.text.slice(-2000)}`))
      const done = (failure?: Error) => {
        clearTimeout(end)
        this.child.stdout?.off('data', look)
        this.child.stderr?.off('data', look)
        this.child.off('exit', gone)
        if (failure) reject(failure)
        else resolve()
      }
      this.child.stdout?.on('data', look)
      this.child.stderr?.on('data', look)
      this.child.on('exit', gone)
      look()
    })
  }

  stop(): Promise<void> {
    return stop(this.child)
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    child.once('exit', () => {
      clearTimeout(hard)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
