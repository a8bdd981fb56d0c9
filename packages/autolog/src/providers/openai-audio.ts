import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader } from '../contracts.ts'
import { openaiUsage } from './openai-usage.ts'
import { asCount, asList, asObject, asText, copyPlain, given, isBare, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  voice: 'openai.request.voice',
  voice_id: 'openai.request.voice',
  speed: 'openai.request.speed',
  response_format: 'openai.request.response_format',
  language: 'openai.request.language',
  temperature: 'gen_ai.request.temperature',
}

/** `/audio/speech`, `/audio/transcriptions`, `/audio/translations`: words into sound, and sound into words. */
export const openaiAudio: Endpoint = {
  operation: 'generate_content',
  spanKind: 'audio',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: {
      ...renamed(body, PARAMETERS),
      ...(isTrue(body['stream']) && { 'gen_ai.request.stream': true }),
    },
    input: inputOf(body),
  }),
  response: value => answer(value),
  stream: () => new TranscriptReader(),
}

/** Fields of a form are texts. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

function inputOf(body: Loose): Message[] {
  const instructions = asText(body['instructions']) ?? asText(body['prompt'])
  const spoken = asText(body['input'])
  const file = asObject(body['file'])
  const parts: MessagePart[] =
    spoken === undefined
      ? [{ type: 'file', modality: 'audio', ...(copyPlain(file) as PlainObject) }]
      : [{ type: 'text', content: spoken }]
  const user: Message = { role: 'user', parts }
  return instructions === undefined
    ? [user]
    : [{ role: 'system', parts: [{ type: 'text', content: instructions }] }, user]
}

function answer(value: unknown): ResponseFacts {
  // subtitles and plain text come as they are
  if (typeof value === 'string') return { output: spoken(value) }
  // the response of speech is the user's to read
  if (!isBare(Object(value) as object)) return {}
  const data = asObject(value)
  const { type, seconds } = asObject(data['usage'])
  const duration = asCount(data['duration']) ?? (type === 'duration' ? asCount(seconds) : undefined)
  const sound = asText(data['audio_data'])
  return given({
    output: sound === undefined ? spoken(asText(data['text']) ?? '') : [{ role: 'assistant', parts: [blob(sound)] }],
    usage: type === 'duration' ? undefined : openaiUsage(data['usage']),
    attributes: given({
      'openai.response.duration_seconds': duration,
      'openai.response.language': asText(data['language']),
      'openai.response.segments': asList(data['segments']).length || undefined,
    }) as PlainObject,
  })
}

function blob(content: string): MessagePart {
  return { type: 'blob', modality: 'audio', mime_type: 'audio/mpeg', content }
}

function spoken(content: string): Message[] {
  return [{ role: 'assistant', parts: [{ type: 'text', content }] }]
}

/** The events of transcripts: `transcript.text.delta` and `.done`. */
class TranscriptReader implements StreamReader {
  #text = ''
  #done: Loose = {}

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    const type = asText(event['type']) ?? ''
    if (type.endsWith('.done')) this.#done = event
    const delta = asText(event['delta']) ?? (type.endsWith('text.delta') ? asText(event['text']) : undefined)
    this.#text += delta ?? ''
    return delta !== undefined
  }

  finish(): ResponseFacts {
    return answer({ text: asText(this.#done['text']) ?? this.#text, usage: this.#done['usage'] })
  }
}
