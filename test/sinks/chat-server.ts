import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Told {
  path: string
  headers: IncomingHttpHeaders
  text: string
  body: { [name: string]: unknown }
}

export interface Answer {
  status?: number
  headers?: { [name: string]: string }
  body?: object | string
}

/** Stands for a chat service on loopback: keeps what it was told, and answers as the service does. */
export class ChatServer {
  readonly told: Told[] = []
  readonly #server: Server
  /** Judges a message; what it returns is answered. */
  answer: (told: Told) => Answer = () => ({})

  private constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        const told = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) as Told['body'] }
        this.told.push(told)
        const { status = 200, headers = {}, body = '' } = this.answer(told)
        response.writeHead(status, headers)
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      })
    })
  }

  static async start(): Promise<ChatServer> {
    const chat = new ChatServer()
    chat.#server.listen(0, '127.0.0.1')
    await once(chat.#server, 'listening')
    return chat
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
