// Text in which everything can be seen, as the server's show.Visible has it: control codes, changes of direction,
// what has no width or looks like a plain space stands as its code, such as [U+202E].

/** Letters, marks and signs that nothing is drawn for: from, to. */
const BLANK: readonly (readonly [number, number])[] = [
  [0x034f, 0x034f], // grapheme joiner
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer vowels that are not written
  [0x180b, 0x180f], // Mongolian variations
  [0x2800, 0x2800], // a Braille cell without dots
  [0x3164, 0x3164], // Hangul filler
  [0xfe00, 0xfe0f], // variations
  [0xffa0, 0xffa0], // Hangul filler
  [0xfffc, 0xfffc], // stands for an object
  [0xe0000, 0xe0fff], // tags and variations
]

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u

/** Whether nobody would see it, or take it for something else. */
export function unseen(char: string): boolean {
  if (char === ' ') return false
  if (UNSEEN.test(char)) return true
  const code = char.codePointAt(0) ?? 0
  return BLANK.some(([from, to]) => code >= from && code <= to)
}

const plain = (char: string) => char === '\n' || char === '\t' || !unseen(char)

function code(char: string): string {
  return `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
}

/** Most of what is shown is only of these. */
const COMMON = /^[\x20-\x7e\n\t]*$/

/** Line breaks and tabs stay as they are. */
export function visible(text: string): string {
  if (COMMON.test(text)) return text
  let out = ''
  for (const char of text) out += plain(char) ? char : code(char)
  return out
}

/** The same, on one line: a line break stands as its code. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '[U+000A]').replaceAll('\t', '[U+0009]')
}

/** JSON in which what is unseen stands escaped: such can only be within its strings. */
export function visibleJson(json: string): string {
  if (COMMON.test(json)) return json
  let out = ''
  for (const char of json) {
    if (plain(char)) out += char
    else for (let i = 0; i < char.length; i++) out += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return out
}
