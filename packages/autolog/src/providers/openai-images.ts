import type { PlainObject } from '@seetrain/core'
import type { Endpoint, MessagePart, ResponseFacts, StreamReader } from '../contracts.ts'
import { openaiUsage } from './openai-usage.ts'
import { asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  n: 'gen_ai.request.choice.count',
  size: 'openai.request.size',
  quality: 'openai.request.quality',
  style: 'openai.request.style',
  background: 'openai.request.background',
  output_format: 'openai.request.output_format',
  response_format: 'openai.request.response_format',
}

/** `/images/generations`, `/images/edits` and `/images/variations`. The pictures become blobs. */
export const openaiImages: Endpoint = {
  operation: 'generate_content',
  spanKind: 'image',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: {
      ...renamed(body, PARAMETERS),
      ...((body['stream'] === true || body['stream'] === 'true') && { 'gen_ai.request.stream': true }),
    },
    input: [{ role: 'user', parts: inputParts(body) }],
  }),
  response: data => answer(asObject(data)),
  stream: () => new ImageStreamReader(),
}

/** Uploaded pictures are told by their names and sizes: what they hold is in the form alone. */
function inputParts(body: Loose): MessagePart[] {
  const prompt = asText(body['prompt'])
  const files = Object.entries(body).filter(([name]) => /^(?:image|mask)(?:\[\d*\])?$/.test(name))
  return [
    ...(prompt === undefined ? [] : [{ type: 'text', content: prompt }]),
    ...files
      .flatMap(([, value]) => (Array.isArray(value) ? value : [value]) as unknown[])
      .map(file => ({ type: 'file', modality: 'image', ...(copyPlain(asObject(file)) as PlainObject) })),
  ]
}

function answer(data: Loose): ResponseFacts {
  const format = asText(data['output_format']) ?? 'png'
  const images = asList(data['data']).map(asObject)
  return given({
    output: [{ role: 'assistant', parts: images.flatMap(image => imageParts(image, format)) }],
    usage: openaiUsage(data['usage']),
  })
}

function imageParts(image: Loose, format: string): MessagePart[] {
  const content = asText(image['b64_json'])
  const uri = asText(image['url'])
  const revised = asText(image['revised_prompt'])
  return [
    ...(content === undefined ? [] : [{ type: 'blob', modality: 'image', mime_type: `image/${format}`, content }]),
    ...(uri === undefined ? [] : [{ type: 'uri', modality: 'image', uri }]),
    ...(revised === undefined ? [] : [{ type: 'text', content: revised }]),
  ]
}

/** Partial pictures are passed over; the finished one counts, or the last one when there is no more. */
class ImageStreamReader implements StreamReader {
  #last: Loose | undefined

  chunk(chunk: unknown): boolean {
    const event = asObject(chunk)
    if (typeof event['b64_json'] !== 'string') return false
    this.#last = event
    return true
  }

  finish(): ResponseFacts {
    return this.#last ? answer({ ...this.#last, data: [this.#last] }) : {}
  }
}
