import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  path: string
  authorization: string | undefined
  body: { [member: string]: unknown }
}

/** An endpoint on loopback that answers as OpenAI's chat completions do: it says back the last message. */
export class FakeEndpoint {
  readonly seen: SeenRequest[] = []
  /** What the next requests get instead of an answer. */
  trouble: { status: number; headers?: { [name: string]: string }; body?: string } | undefined
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
  })

  static async start(): Promise<FakeEndpoint> {
    const endpoint = new FakeEndpoint()
    endpoint.#server.listen(0, '127.0.0.1')
    await once(endpoint.#server, 'listening')
    return endpoint
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage) {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const body = JSON.parse(Buffer.concat(pieces).toString()) as SeenRequest['body']
    this.seen.push({ path: request.url ?? '', authorization: request.headers.authorization, body })
    if (this.trouble) return { headers: {}, body: '', ...this.trouble }
    const said = (body['messages'] as { content: string }[]).at(-1)!.content
    const answer = {
      model: body['model'],
      choices: [{ message: { role: 'assistant', content: `You said: ${said}` }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 11, completion_tokens: 7 },
    }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
  }
}
