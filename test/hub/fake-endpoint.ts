import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
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
  /** Called before each piece but the first of a streamed answer. */
  beforePiece: () => Promise<void> = async () => {}
  #left = (): void => {}
  /** Settled when the reader of a streamed answer has left it. */
  readonly left = new Promise<void>(resolve => (this.#left = resolve))
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(({ status, headers, body }) => {
      response.writeHead(status, headers)
      if (Array.isArray(body)) void this.#stream(body, response)
      else response.end(body)
    })
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
    if (body['stream'] === true)
      return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: piecesOf(`You said: ${said}`) }
    const answer = {
      model: body['model'],
      choices: [{ message: { role: 'assistant', content: `You said: ${said}` }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 11, completion_tokens: 7 },
    }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) }
  }

  async #stream(pieces: readonly string[], response: ServerResponse): Promise<void> {
    response.on('close', () => {
      if (!response.writableFinished) this.#left()
    })
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await this.beforePiece()
      response.write(piece)
    }
    response.end()
  }
}

/** A word each, then the tokens, as server-sent events. */
function piecesOf(text: string): string[] {
  const deltas = text.split(/(?<= )/).map((content, index) => ({
    choices: [{ index: 0, delta: { ...(index === 0 && { role: 'assistant' }), content } }],
  }))
  const last = { choices: [], usage: { prompt_tokens: 11, completion_tokens: 7 } }
  return [...deltas.map(delta => JSON.stringify(delta)), JSON.stringify(last), '[DONE]'].map(
    data => `data: ${data}\n\n`,
  )
}
