import { errorText } from '@seetrain/core'
import { askEndpoint, jsonOrText, readText, textOf, type ReplayParts, type ReplayRequest } from './replay.ts'

/** What is told of an answer while it comes: a line of JSON each. */
export type ReplayEvent =
  | { kind: 'head'; status: number; milliseconds: number }
  /** A piece, as the endpoint made it. */
  | { kind: 'chunk'; chunk: unknown; milliseconds: number }
  /** The whole answer of an endpoint that does not stream, or refuses. */
  | { kind: 'body'; body: unknown }
  | { kind: 'failure'; message: string }
  | { kind: 'end'; milliseconds: number }

/** The same as `replay`, piece by piece. Who stops reading ends the request to the endpoint. */
export async function replayStream(
  request: ReplayRequest,
  parts: ReplayParts,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController()
  const start = parts.clock.now()
  const response = await askForStream(request, parts, AbortSignal.any([signal, stop.signal]))
  const events = eventsOf(response, request.address, () => parts.clock.now() - start)
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await events.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    cancel: () => stop.abort(),
  })
}

/** Asks for the tokens in the last piece; some endpoints do not know how to be asked. */
async function askForStream(given: ReplayRequest, parts: ReplayParts, signal: AbortSignal): Promise<Response> {
  const request = { ...given.request, stream: true }
  const counted = { ...request, stream_options: { include_usage: true } }
  const response = await askEndpoint({ ...given, request: counted }, parts, signal)
  if (response.status !== 400 && response.status !== 422) return response
  const refusal = await readText(response, given.address)
  if (/stream_options/.test(refusal)) return askEndpoint({ ...given, request }, parts, signal)
  return new Response(refusal, response)
}

async function* eventsOf(
  response: Response,
  address: string,
  milliseconds: () => number,
): AsyncGenerator<ReplayEvent, void, undefined> {
  yield { kind: 'head', status: response.status, milliseconds: milliseconds() }
  try {
    if (/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) {
      for await (const chunk of chunksOf(response, address))
        yield { kind: 'chunk', chunk, milliseconds: milliseconds() }
    } else yield { kind: 'body', body: jsonOrText(await readText(response, address)) }
  } catch (error) {
    yield { kind: 'failure', message: errorText(error) }
  }
  yield { kind: 'end', milliseconds: milliseconds() }
}

/** The data of server-sent events up to the one that says that all is told. */
async function* chunksOf(response: Response, address: string): AsyncGenerator<unknown, void, undefined> {
  let rest = ''
  for await (const piece of textOf(response, address)) {
    const lines = (rest + piece).split(/\r?\n/)
    rest = lines.pop()!
    for (const line of lines) if (/^data:\s*[^\s[]/.test(line)) yield jsonOrText(line.slice('data:'.length).trim())
  }
  if (/^data:\s*[^\s[]/.test(rest)) yield jsonOrText(rest.slice('data:'.length).trim())
}
