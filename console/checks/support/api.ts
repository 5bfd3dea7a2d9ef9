export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Tree = { [name: string]: Json }

/** What the server answered. */
export interface Answer {
  status: number
  body: Tree
}

/** The public API, as somebody who is signed in. */
export class Api {
  readonly address: string
  private readonly token: string

  private constructor(address: string, token: string) {
    this.address = address
    this.token = token
  }

  /** Uses a link that signs in once. */
  static async byLink(address: string, link: string): Promise<Api> {
    const answer = await new Api(address, '').call('POST', '/session', { link, token: true })
    return new Api(address, text(answer.body.token))
  }

  async call(method: string, path: string, body?: Json): Promise<Answer> {
    const headers: Record<string, string> = { Accept: 'application/json' }
    if (this.token) headers.Authorization = `Bearer ${this.token}`
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const response = await fetch(`${this.address}/api/v1${path}`, { method, headers, body: sent })
    return { status: response.status, body: (await response.json().catch(() => ({}))) as Tree }
  }

  /** The same, where a refusal is a mistake of the check. */
  async done(method: string, path: string, body?: Json): Promise<Tree> {
    const answer = await this.call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 400)}`)
    return answer.body
  }

  get(path: string): Promise<Tree> {
    return this.done('GET', path)
  }

  async items(path: string): Promise<Tree[]> {
    return trees((await this.get(path)).items)
  }

  post(path: string, body: Json = {}): Promise<Tree> {
    return this.done('POST', path, body)
  }

  /** A link that signs this person in once. */
  async link(person: string): Promise<string> {
    return text((await this.post(`/people/${person}/link`)).link)
  }
}

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function tree(value: Json | undefined): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

export function trees(value: Json | undefined): Tree[] {
  return Array.isArray(value) ? value.map(tree) : []
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}

/** Asks until something is there. */
export async function until<T>(what: string, limitMs: number, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await ask()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`${what}: not in ${limitMs / 1000} s`)
    await sleep(100)
  }
}
