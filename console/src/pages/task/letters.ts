/** Keys of the page, which no answer may have. */
const TAKEN = new Set(['j', 'k', 'c', 'd', 's', 'u', 'v', 'g', 'e', 'w', 'x', 'b', 'r', 'a'])

/** What is usually meant by an answer's name; the first kind that fits and is free counts. */
const MEANT: readonly [string, RegExp][] = [
  ['e', /^(edit|change|amend|correct)/],
  ['x', /^(cancel|abort|stop|end|kill|give-?up)/],
  ['b', /^(send-?back|back|rework|return|revise|again|retry|redo)/],
  ['r', /^(reject|decline|refuse|deny|disallow|no$|not|did-not|disagree|hold|skip)/],
  ['a', /^(approve|accept|allow|agree|yes|ok|confirm|go|grant|book|pay|send|publish|release|happened|done|supply)/],
]

/** A key for each answer: by what it means, else its first free letter, else a digit. The first one has A where nothing else wants it. */
export function lettersFor(answers: readonly string[]): Map<string, string> {
  const letters = new Map<string, string>()
  const used = new Set<string>()
  const give = (answer: string, letter: string) => {
    letters.set(answer, letter)
    used.add(letter)
  }
  for (const answer of answers) {
    const meant = MEANT.find(([letter, pattern]) => pattern.test(answer.toLowerCase()) && !used.has(letter))
    if (meant) give(answer, meant[0])
  }
  const first = answers.find((answer) => !letters.has(answer))
  if (first !== undefined && !used.has('a')) give(first, 'a')
  for (const answer of answers) {
    if (letters.has(answer)) continue
    const own = [...answer.toLowerCase()].find((char) => /[a-z]/.test(char) && !used.has(char) && !TAKEN.has(char))
    const spare = [...'fhilmnopqtyz'].find((char) => !used.has(char))
    give(answer, own ?? spare ?? '')
  }
  return letters
}

/** The name of an answer as a button says it: in words. */
export function words(answer: string): string {
  const text = answer.replaceAll(/[-_]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}
