import type { Endpoint, StreamReader } from '../contracts.ts'
import { openaiResponses } from './openai-responses.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** A session: what it was set to. Its tokens are those of its turns. */
export const realtimeSession: Endpoint = {
  operation: 'realtime_session',
  spanKind: 'session',
  isLocal: true,
  request: session => ({
    ...given({ model: asText(session['model']) }),
    attributes: {
      'seetrain.request.session': copyPlain(
        given({ type: session['type'], output_modalities: session['output_modalities'] }),
      ),
      ...(Array.isArray(session['tools']) && { 'gen_ai.tool.definitions': copyPlain(session['tools']) }),
    },
    input: copyPlain(session['instructions'] ?? null),
  }),
  response: () => ({}),
}

/** One turn: what was said since the last, and what the model says. Spoken words are kept as they were understood. */
export const realtimeTurn: Endpoint = {
  ...openaiResponses,
  request: body => openaiResponses.request({ ...body, input: copyPlain(asList(body['input']).map(inWords)) }),
  response: data => openaiResponses.response(inWordsAll(asObject(data))),
  stream: () => new TurnReader(),
}

function inWordsAll(response: Loose): Loose {
  return { ...response, output: asList(response['output']).map(inWords) }
}

function inWords(value: unknown): Loose {
  const item = asObject(value)
  if (!Array.isArray(item['content'])) return item
  return {
    ...item,
    content: item['content'].map(part => {
      const { transcript, audio } = asObject(part)
      if (typeof transcript === 'string') return { type: 'text', text: transcript }
      return typeof audio === 'string' ? { type: 'input_audio', input_audio: { data: audio, format: 'pcm' } } : part
    }),
  }
}

class TurnReader implements StreamReader {
  readonly #reader = openaiResponses.stream!()

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    const { response } = event
    return this.#reader.chunk(response === undefined ? event : { ...event, response: inWordsAll(asObject(response)) })
  }

  finish() {
    return this.#reader.finish()
  }
}
