// Builds the console: node build.mjs (bundle|check|checks) [folder of classes]
// checks builds only what looks at the console in a browser; see checks/main.ts.
// bundle leaves out types and tests, and does nothing if what was built is newer than its sources.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = dirname(fileURLToPath(import.meta.url))
const goal = process.argv[2] ?? 'check'
const classes = process.argv[3] ?? join(root, 'target', 'classes')
const out = join(classes, 'dev', 'fermata', 'console')
const list = join(out, 'files.txt')

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

function newest() {
  const names = ['index.html', 'package-lock.json', 'vite.config.ts', 'tsconfig.json', 'build.mjs']
  const sources = [...names.map((name) => join(root, name)), ...files(join(root, 'src'))]
  return Math.max(...sources.map((file) => statSync(file).mtimeMs))
}

function run(command, ...args) {
  const windows = process.platform === 'win32'
  execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: windows })
}

/** Only when what is locked has changed: npm begins anew each time. */
function install() {
  const digest = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
  const stamp = join(root, 'node_modules', '.fermata')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  run('npm', 'ci', '--no-audit', '--no-fund', '--no-progress', '--ignore-scripts')
  writeFileSync(stamp, digest)
}

/** For each page an index.html that already names its own files: they come with the rest, and not after it. */
function pages() {
  const folder = join(out, '.vite')
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  rmSync(folder, { recursive: true })
  const html = readFileSync(join(out, 'index.html'), 'utf8')
  const desk = Object.keys(manifest).find((name) => name.startsWith('_desk-')) // What these two pages have in common is all of them.
  for (const page of readdirSync(join(root, 'src', 'pages'))) {
    const links = needed(manifest, ['inbox', 'task'].includes(page) ? desk : `src/pages/${page}/Page.tsx`)
      .filter((file) => !html.includes(file))
      .map((file) => (file.endsWith('.css') ? `    <link rel="stylesheet" crossorigin href="/${file}">\n` : `    <link rel="modulepreload" crossorigin href="/${file}">\n`))
    writeFileSync(join(out, `${page}.html`), html.replace('  </head>', `${links.join('')}  </head>`))
  }
}

/** The files of a part of the program, and of those that it cannot begin without. */
function needed(manifest, name, found = new Set()) {
  const part = manifest[name] ?? fail(`The console's build has no ${name}; see codeSplitting in vite.config.ts.`)
  if (found.has(part.file)) return []
  found.add(part.file)
  for (const style of part.css ?? []) found.add(style)
  for (const other of part.imports ?? []) needed(manifest, other, found)
  return [...found]
}

/** A compressed copy beside each file, and the list of what may be served. */
function seal() {
  const lines = files(out)
    .sort()
    .map((file) => {
      const name = relative(out, file).replaceAll('\\', '/')
      const type = types[name.slice(name.lastIndexOf('.') + 1)]
      if (!type) fail(`The console has a file of a kind that is not served: ${name}; add it to the table in build.mjs.`)
      const packed = gzipSync(readFileSync(file), { level: 9 })
      packed[9] = 255 // The same bytes whatever system packs them.
      writeFileSync(`${file}.gz`, packed)
      return `${name}\t${type}\n`
    })
  writeFileSync(list, lines.join(''))
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`The console is built by Node 20.19 or newer, and this is ${process.versions.node}; install one from https://nodejs.org.`)
}
if (goal === 'bundle' && existsSync(list) && statSync(list).mtimeMs > newest()) process.exit(0)
install()
if (goal === 'checks') {
  run(join('node_modules', '.bin', 'tsc'), '-p', 'checks')
  process.exit(0)
}
if (goal === 'check') {
  run(join('node_modules', '.bin', 'tsc'), '--noEmit')
  run(join('node_modules', '.bin', 'vitest'), 'run', '--reporter=dot')
}
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
run(join('node_modules', '.bin', 'vite'), 'build', '--logLevel', 'warn', '--outDir', out, '--emptyOutDir', '--manifest')
pages()
seal()
