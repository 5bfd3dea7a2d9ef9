import type { Whoami } from './types'

/** What a server says when it refuses (RFC 9457), with what to do next. */
export class Problem extends Error {
  readonly status: number
  /** The last part of its type, such as `stale`. */
  readonly code: string
  readonly detail: string
  readonly hint: string
  readonly requestId: string
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>) {
    super(text(body.title) || `The server answered ${status}`)
    this.name = 'Problem'
    this.status = status
    this.code = text(body.type).split('/').pop() ?? ''
    this.detail = text(body.detail)
    this.hint = text(body.hint)
    this.requestId = text(body.requestId)
    this.body = body
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The server was not reached at all. */
export const UNREACHED = 0

let csrf: Promise<string> | undefined

async function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json'
    headers['X-CSRF-Token'] = await proof()
  }
  try {
    return await fetch(path, {
      method,
      headers,
      body: method === 'GET' || method === 'DELETE' ? undefined : JSON.stringify(body ?? {}),
      signal,
      credentials: 'same-origin',
    })
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new Problem(UNREACHED, {
      title: 'The server cannot be reached',
      detail: 'Nothing was changed by this page.',
      hint: 'check that it runs, and your connection; this page goes on by itself once it is back',
    })
  }
}

/** What shows that a page of this server asks; it belongs to the session. */
function proof(): Promise<string> {
  csrf ??= get<Whoami>('/api/v1/whoami').then((who) => who.csrf ?? '')
  csrf.catch(() => (csrf = undefined))
  return csrf
}

async function problem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}))
  return new Problem(response.status, typeof body === 'object' && body !== null ? { ...body } : {})
}

async function call<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, path, body, signal)
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const refusal = await problem(response)
  if (refusal.code === 'csrf') csrf = undefined
  throw refusal
}

export type Params = Record<string, string | number | boolean | readonly string[] | undefined | null>

/** A path with its query; what is empty or undefined is left out. */
export function url(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '' && each !== false) query.append(name, String(each))
    }
  }
  const shown = query.toString()
  return shown ? `${path}?${shown}` : path
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return call<T>('GET', path, undefined, signal)
}

/** Once more with a fresh proof, if only that was missing: nothing was done then. */
async function change<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await call<T>(method, path, body)
  } catch (failure) {
    if (failure instanceof Problem && failure.code === 'csrf') return await call<T>(method, path, body)
    throw failure
  }
}

export const post = <T>(path: string, body?: unknown) => change<T>('POST', path, body)
export const patch = <T>(path: string, body?: unknown) => change<T>('PATCH', path, body)
export const remove = <T>(path: string) => change<T>('DELETE', path)
