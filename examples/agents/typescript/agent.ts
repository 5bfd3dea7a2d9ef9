import { createInterface } from 'node:readline'

interface Work { id: string; input: { text: string } }
interface Measured { text: string; words: number; verdict: 'long' | 'short' }

function measure(text: string): Measured {
  const words = text.split(/\s+/).filter(Boolean).length
  return { text, words, verdict: words > 5 ? 'long' : 'short' }
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, input } = JSON.parse(line) as Work
  process.stdout.write(JSON.stringify({ id, output: measure(input.text) }) + '\n')
})
