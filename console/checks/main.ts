// The console's checks, in a real browser against a real server: node main.js [--quick] [--json FILE] [NAME|NUMBER …]
// With --images FOLDER [empty|typical|full …] it takes pictures of the pages instead, for the documentation.
// FERMATA_COMMAND is what starts Fermata, as a JSON list of words; CHROMIUM is the browser.
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { browserProgram, hasBrowser } from './support/browser.ts'
import type { Check } from './support/check.ts'
import { World } from './support/house.ts'
import { images } from './images.ts'
import { Report, reason } from './support/report.ts'
import { brief } from './brief.ts'
import { cli } from './cli.ts'
import { first } from './first.ts'
import { foreign } from './foreign.ts'
import { graph } from './graph.ts'
import { hostile } from './hostile.ts'
import { accessible } from './accessible.ts'
import { keyboard } from './keyboard.ts'
import { live } from './live.ts'
import { policies } from './policies.ts'
import { speed } from './speed.ts'
import { stamp } from './stamp.ts'
import { states } from './states.ts'
import { urls } from './urls.ts'
import { weight } from './weight.ts'

const ALL: readonly Check[] = [first, keyboard, accessible, weight, speed, graph, brief, stamp, live, urls, states, cli, foreign, hostile, policies]
const SHOWN = 12

interface Outcome {
  check: Check
  report: Report
  seconds: number
}

function chosen(words: readonly string[]): readonly Check[] {
  const quick = words.includes('--quick')
  const names = words.filter((word) => !word.startsWith('--'))
  const unknown = names.find((name) => !ALL.some((each) => each.name === name || each.number === name))
  if (unknown) {
    console.error(`No check is called ${unknown}; there are: ${ALL.map((each) => `${each.number} ${each.name}`).join(', ')}`)
    process.exit(2)
  }
  if (names.length) return ALL.filter((each) => names.includes(each.name) || names.includes(each.number))
  return quick ? ALL.filter((each) => each.quick) : ALL
}

async function run(check: Check, world: World): Promise<Outcome> {
  const report = new Report()
  const begun = performance.now()
  let end: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    end = setTimeout(() => reject(new Error(`not done in ${check.limitS} s`)), check.limitS * 1000)
  })
  try {
    await Promise.race([check.run(world, report), late])
  } catch (failure) {
    report.findings.push(reason(failure))
    report.figure('runs to its end', 'yes', 'no', false)
  } finally {
    clearTimeout(end)
  }
  return { check, report, seconds: (performance.now() - begun) / 1000 }
}

function print({ check, report, seconds }: Outcome) {
  for (const { name, target, measured, ok } of report.figures) {
    console.log(`${check.number.padEnd(4)} ${check.name.padEnd(11)} ${name.padEnd(58)} ${target.padEnd(12)} ${measured.padEnd(14)} ${ok ? 'ok' : 'FAILED'}`)
  }
  const few = [...new Set(report.findings)]
  for (const finding of few.slice(0, SHOWN)) console.log(`       ${finding}`)
  if (few.length > SHOWN) console.log(`       and ${few.length - SHOWN} more`)
  console.error(`${check.number} ${check.name}: ${report.ok ? 'ok' : 'FAILED'} in ${seconds.toFixed(1)} s`)
}

function keep(file: string, outcomes: readonly Outcome[]) {
  const plain = outcomes.map(({ check, report, seconds }) => ({
    number: check.number, name: check.name, title: check.title, ok: report.ok, seconds: Math.round(seconds * 10) / 10,
    figures: report.figures, findings: [...new Set(report.findings)],
  }))
  writeFileSync(file, JSON.stringify(plain, null, 1))
}

function valueOf(words: string[], name: string): string | undefined {
  const at = words.indexOf(name)
  return at >= 0 ? words.splice(at, 2)[1] : undefined
}

async function main(words: string[]) {
  const file = valueOf(words, '--json')
  const folder = valueOf(words, '--images')
  const checks = folder ? [] : chosen(words)
  if (!hasBrowser()) {
    console.error(`SKIPPED: the console's checks need Chromium, and there is none at ${browserProgram}; name it in CHROMIUM`)
    process.exit(0)
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
  const command: unknown = JSON.parse(process.env.FERMATA_COMMAND ?? JSON.stringify([join(root, 'fermata')]))
  const world = new World(Array.isArray(command) ? command.map(String) : [])
  if (folder) {
    await images(world, folder, root, words).finally(() => world.close())
    process.exit(0)
  }
  const outcomes: Outcome[] = []
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close().finally(() => process.exit(130)))
  console.log(`${'no'.padEnd(4)} ${'check'.padEnd(11)} ${'figure'.padEnd(58)} ${'target'.padEnd(12)} ${'measured'.padEnd(14)} ok`)
  try {
    for (const check of checks) {
      const outcome = await run(check, world)
      outcomes.push(outcome)
      print(outcome)
      if (file) keep(file, outcomes)
    }
  } finally {
    await world.close()
  }
  const failed = outcomes.filter(({ report }) => !report.ok)
  console.log(`\n${outcomes.length} checks, ${failed.length} failed; load of the machine ${loadavg().map((each) => each.toFixed(1)).join(' ')}`)
  process.exit(failed.length ? 1 : 0)
}

await main(process.argv.slice(2))
