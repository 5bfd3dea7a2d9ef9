const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in at most two units: 9.0 s, 1 min 36 s, 3 h 5 min, 4 d. */
export function span(ms: number): string {
  const length = Math.abs(ms)
  if (length < SECOND) return `${Math.round(length)} ms`
  if (length < 10 * SECOND) return `${(length / SECOND).toFixed(1)} s`
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return two(length, MINUTE, 'min', SECOND, 's')
  if (length < DAY) return two(length, HOUR, 'h', MINUTE, 'min')
  return two(length, DAY, 'd', HOUR, 'h')
}

function two(length: number, large: number, name: string, small: number, rest: string): string {
  const whole = Math.floor(length / large)
  const left = Math.floor((length - whole * large) / small)
  return left && whole < 10 ? `${whole} ${name} ${left} ${rest}` : `${whole} ${name}`
}

/** A length in one unit, for lists: 40 s, 12 min, 3 h, 4 d. */
export function roughly(ms: number): string {
  const length = Math.abs(ms)
  if (length < MINUTE) return `${Math.max(1, Math.floor(length / SECOND))} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < 2 * DAY) return `${Math.floor(length / HOUR)} h`
  return `${Math.floor(length / DAY)} d`
}

/** A moment seen from now: 4 min ago, in 2 h. */
export function ago(moment: number, now: number): string {
  const passed = now - moment
  if (Math.abs(passed) < 5 * SECOND) return 'now'
  return passed > 0 ? `${roughly(passed)} ago` : `in ${roughly(passed)}`
}

/** One of two words, by number: 1 task, 2 tasks. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`
}

// A browser takes longer to make one of these than to draw a screen, so each is made once, when it is first needed.
let figures: Intl.NumberFormat | undefined
let exact: Intl.DateTimeFormat | undefined

/** A number with its thousands apart. */
export function figure(number: number): string {
  if (Number.isInteger(number) && Math.abs(number) < 1000) return String(number)
  figures ??= new Intl.NumberFormat('en')
  return figures.format(number)
}

/** A moment to the second, with its day and its zone; empty for what is none. */
export function exactly(moment: number): string {
  exact ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
  return Number.isNaN(moment) ? '' : exact.format(moment)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment to the second, without its year, where little room is left: 22 Nov, 09:05:00. */
export function briefly(at: string): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return at
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
  return `${moment.getDate()} ${MONTHS[moment.getMonth()]}, ${time}`
}

/** An id shortened in its middle, so that both ends can be compared. */
export function shortened(id: string, most = 18): string {
  if (id.length <= most) return id
  const head = Math.ceil((most - 1) / 2)
  return `${id.slice(0, head)}…${id.slice(id.length - (most - 1 - head))}`
}

/** Money as a person reads it: small sums keep the digits that matter. */
export function money(amount: number, currency = 'USD'): string {
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 3 : 2
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount)
}
