import { deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST = 256
/** Colours that agree in this many leading bits of each part are one. */
const BITS = 5

interface Pixels {
  width: number
  height: number
  /** Red, green and blue of each. */
  rgb: Uint8Array
}

/** The same picture in at most 256 colours, for a screen of text a third of the size. */
export function small(png: Buffer): Buffer {
  const pixels = decoded(png)
  const { colours, indices } = reduced(pixels)
  const lines = Buffer.alloc((pixels.width + 1) * pixels.height)
  for (let y = 0; y < pixels.height; y++) lines.set(indices.subarray(y * pixels.width, (y + 1) * pixels.width), y * (pixels.width + 1) + 1)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(pixels.width, 0)
  head.writeUInt32BE(pixels.height, 4)
  head.set([8, 3, 0, 0, 0], 8) // 8 bits, by palette.
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', Buffer.from(colours.flat())), chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** Reads what a browser writes: 8 bits, with or without alpha, not interlaced. */
function decoded(png: Buffer): Pixels {
  const parts: Buffer[] = []
  let width = 0
  let height = 0
  let size = 3
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    const kind = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (kind === 'IHDR') {
      width = data.readUInt32BE(0)
      height = data.readUInt32BE(4)
      size = data[9] === 6 ? 4 : 3
    }
    if (kind === 'IDAT') parts.push(data)
    at += length + 12
  }
  const raw = unfiltered(inflateSync(Buffer.concat(parts)), width * size, height, size)
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) for (let part = 0; part < 3; part++) rgb[i * 3 + part] = raw[i * size + part] ?? 0
  return { width, height, rgb }
}

/** Undoes the filters of PNG, section 9 of its specification. */
function unfiltered(bytes: Buffer, line: number, height: number, size: number): Uint8Array {
  const out = new Uint8Array(line * height)
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const left = x >= size ? (out[y * line + x - size] ?? 0) : 0
      const above = y ? (out[(y - 1) * line + x] ?? 0) : 0
      const corner = y && x >= size ? (out[(y - 1) * line + x - size] ?? 0) : 0
      const guess = filter === 1 ? left : filter === 2 ? above : filter === 3 ? (left + above) >> 1 : filter === 4 ? paeth(left, above, corner) : 0
      out[y * line + x] = (bytes[y * (line + 1) + 1 + x] ?? 0) + guess
    }
  }
  return out
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? above : corner
}

type Colour = [number, number, number]

/** The colours that are there most, and for each pixel the nearest of them. */
function reduced({ rgb }: Pixels): { colours: Colour[]; indices: Uint8Array } {
  const counts = new Map<number, number>()
  for (let i = 0; i < rgb.length; i += 3) {
    const colour = at(rgb, i)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const groups = new Map<number, { colour: number; best: number; all: number }>()
  for (const [colour, count] of counts) {
    const key = [16, 8, 0].reduce((sum, shift) => (sum << BITS) | (((colour >> shift) & 255) >> (8 - BITS)), 0)
    const known = groups.get(key) ?? { colour, best: 0, all: 0 }
    groups.set(key, { colour: count > known.best ? colour : known.colour, best: Math.max(count, known.best), all: known.all + count })
  }
  const few = counts.size <= MOST ? [...counts.keys()] : [...groups.values()].sort((a, b) => b.all - a.all).slice(0, MOST).map((group) => group.colour)
  const colours = few.map((colour): Colour => [colour >> 16, (colour >> 8) & 255, colour & 255])
  const nearest = new Map(few.map((colour, index) => [colour, index]))
  const indices = new Uint8Array(rgb.length / 3)
  for (let i = 0; i < rgb.length; i += 3) {
    const colour = at(rgb, i)
    let index = nearest.get(colour)
    if (index === undefined) nearest.set(colour, (index = near(colour, colours)))
    indices[i / 3] = index
  }
  return { colours, indices }
}

function at(rgb: Uint8Array, i: number): number {
  return ((rgb[i] ?? 0) << 16) | ((rgb[i + 1] ?? 0) << 8) | (rgb[i + 2] ?? 0)
}

function near(colour: number, colours: readonly Colour[]): number {
  let best = 0
  let least = Infinity
  colours.forEach(([red, green, blue], index) => {
    const far = (red - (colour >> 16)) ** 2 + (green - ((colour >> 8) & 255)) ** 2 + (blue - (colour & 255)) ** 2
    if (far < least) [best, least] = [index, far]
  })
  return best
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(sum(body), body.length + 4)
  return out
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n
})

/** CRC-32, which Node has by itself only from version 22 on. */
function sum(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
