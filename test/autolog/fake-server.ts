import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
  /** The client went away before the answer was complete. */
  closedEarly: Promise<boolean>
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void | Promise<void>

/** A server on loopback that answers as it is told, and remembers what it was asked. */
export class FakeServer {
  readonly requests: SeenRequest[] = []
  #answers: Answer[] = []
  // loading SDKs holds this process for seconds, in which a connection that is kept must not time out
  readonly #server = createServer({ keepAliveTimeout: 120_000 }, (message, response) => {
    // so that two answers are the same, whenever they are given
    response.sendDate = false
    const pieces: Buffer[] = []
    message.on('data', (piece: Buffer) => pieces.push(piece))
    message.on('end', () => {
      const closedEarly = new Promise<boolean>(resolve =>
        response.on('close', () => resolve(!response.writableFinished)),
      )
      const { method = '', url = '', headers } = message
      const request = { method, path: url, headers, body: Buffer.concat(pieces).toString(), closedEarly }
      this.requests.push(request)
      const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0]
      void answer?.(request, response)
    })
  })

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer()
    await new Promise<void>(resolve => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The answers to come, in turn; the last one stays. */
  answer(...answers: Answer[]): void {
    this.#answers = answers
    this.requests.length = 0
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

export function json(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'request-1', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Server-sent events. Objects with a `type` get it as their event's name, as Anthropic sends them. */
export function events(
  list: readonly unknown[],
  { done = true, end = true }: { done?: boolean; end?: boolean } = {},
): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'request-1' })
    for (const event of list) response.write(frame(event))
    if (done) response.write('data: [DONE]\n\n')
    if (end) response.end()
  }
}

/** Events, and then the connection breaks. */
export function brokenEvents(list: readonly unknown[]): Answer {
  return async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of list) await new Promise<void>(resolve => response.write(frame(event), () => resolve()))
    response.destroy()
  }
}

function frame(event: unknown): string {
  const type = Object(event).type as unknown
  return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`
}

/** Lines of JSON, as Ollama streams them. */
export function lines(list: readonly unknown[], { end = true }: { end?: boolean } = {}): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    for (const line of list) response.write(`${JSON.stringify(line)}\n`)
    if (end) response.end()
  }
}
