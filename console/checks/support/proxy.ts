import { createServer, request } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** What the line does with what is sent. */
export type Line = 'whole' | 'cut' | 'silent'

/** Stands between a browser and a server, under the server's own name, and can be cut. */
export class Proxy {
  private line: Line = 'whole'
  private readonly sockets = new Set<Socket>()

  private readonly server: Server
  readonly address: string

  private constructor(server: Server, address: string) {
    this.server = server
    this.address = address
  }

  static async start(): Promise<Proxy> {
    const server = createServer()
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const at = server.address()
    const proxy = new Proxy(server, `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`)
    server.on('connection', (socket: Socket) => proxy.keep(socket))
    server.on('request', (asked, answer) => {
      if (proxy.line === 'silent') return
      const sent = request(asked.url ?? '', { method: asked.method, headers: asked.headers }, (back) => {
        answer.writeHead(back.statusCode ?? 502, back.headers)
        back.on('data', (chunk: Buffer) => { if (proxy.line !== 'silent') answer.write(chunk) })
        back.on('end', () => { if (proxy.line !== 'silent') answer.end() })
        back.on('error', () => answer.destroy())
      })
      sent.on('error', () => answer.destroy())
      answer.on('close', () => sent.destroy())
      asked.pipe(sent)
    })
    // Browsers ask for a tunnel only where the address is secure.
    server.on('connect', (asked, socket: Socket) => {
      const [host = '', port = ''] = (asked.url ?? '').split(':')
      const there = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      proxy.keep(there)
      there.on('error', () => socket.destroy())
      socket.pipe(there).pipe(socket)
    })
    return proxy
  }

  private keep(socket: Socket) {
    if (this.line === 'cut') {
      socket.destroy()
      return
    }
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }

  /** Cut: connections end and none is accepted. Silent: they stay, and nothing comes through. */
  set(line: Line) {
    this.line = line
    if (line !== 'silent') for (const socket of this.sockets) socket.destroy()
  }

  close() {
    this.set('cut')
    this.server.close()
  }
}
