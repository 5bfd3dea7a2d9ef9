/** One line of two texts beside each other. */
export interface Line {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** The most pairs of lines that are compared; longer texts differ as a whole. */
const PAIRS = 4_000_000

/** How one text becomes another, line by line, with as few changes as there can be. */
export function difference(before: string, after: string): Line[] {
  const a = lines(before)
  const b = lines(after)
  if (a.length * b.length > PAIRS) return [...a.map((text) => ({ kind: 'gone' as const, text })), ...b.map((text) => ({ kind: 'new' as const, text }))]
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => common[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const found: Line[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push({ kind: 'same', text: a[i] ?? '' })
      i++
      j++
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      found.push({ kind: 'gone', text: a[i++] ?? '' })
    } else {
      found.push({ kind: 'new', text: b[j++] ?? '' })
    }
  }
  return found
}

function lines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** How many lines that are the same stand around a change. */
const AROUND = 3

/** The same with long stretches that are the same as their number only. */
export function folded(lines: readonly Line[]): (Line | number)[] {
  const near = lines.map(() => false)
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') for (let i = Math.max(0, at - AROUND); i <= Math.min(lines.length - 1, at + AROUND); i++) near[i] = true
  })
  const found: (Line | number)[] = []
  lines.forEach((line, at) => {
    const last = found.at(-1)
    if (near[at]) found.push(line)
    else if (typeof last === 'number') found[found.length - 1] = last + 1
    else found.push(1)
  })
  return found
}
