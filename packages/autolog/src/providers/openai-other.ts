import type { PlainObject } from '@seetrain/core'
import type { Endpoint, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { openaiParameters } from './openai-parameters.ts'
import { openaiUsage } from './openai-usage.ts'
import { asList, asObject, asText, copyPlain, given, isBare, renamed, type Loose } from './read.ts'

/** `/embeddings`. The vectors themselves are not kept. */
export const openaiEmbeddings: Endpoint = {
  operation: 'embeddings',
  spanKind: 'embedding',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: renamed(body, {
      dimensions: 'gen_ai.embeddings.dimension.count',
      encoding_format: 'gen_ai.request.encoding_formats',
    }),
    input: copyPlain(body['input'] ?? null),
  }),
  response: value => {
    const data = asObject(value)
    const first = asObject(asList(data['data'])[0])['embedding']
    const dimensions = Array.isArray(first) ? first.length : undefined
    return given({
      model: asText(data['model']),
      usage: openaiUsage(data['usage']),
      output: given({ count: asList(data['data']).length, dimensions }) as PlainObject,
    })
  },
}

/** `/completions`, the old one. */
export const openaiCompletions: Endpoint = {
  operation: 'text_completion',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: openaiParameters(body),
    input: copyPlain(body['prompt'] ?? null),
  }),
  response: data => completion(asObject(data)),
  stream: () => new CompletionStreamReader(),
}

function completion(data: Loose): ResponseFacts {
  const choices = asList(data['choices']).map(asObject)
  return given({
    id: asText(data['id']),
    model: asText(data['model']),
    usage: openaiUsage(data['usage']),
    finishReasons: choices.map(choice => asText(choice['finish_reason']) ?? 'error'),
    output: choices.map(choice => asText(choice['text']) ?? ''),
  })
}

class CompletionStreamReader implements StreamReader {
  readonly #choices: { text: string; finish_reason?: unknown }[] = []
  #last: Loose = {}
  #usage: Usage | undefined

  chunk(chunk: unknown): boolean {
    this.#last = asObject(chunk)
    this.#usage = openaiUsage(this.#last['usage']) ?? this.#usage
    const choices = asList(this.#last['choices']).map(asObject)
    for (const choice of choices) {
      const so = (this.#choices[Number(choice['index'] ?? 0)] ??= { text: '' })
      so.text += asText(choice['text']) ?? ''
      so.finish_reason = choice['finish_reason'] ?? so.finish_reason
    }
    return choices.some(choice => choice['text'])
  }

  finish(): ResponseFacts {
    const { id, model } = this.#last
    return { ...completion({ id, model, choices: this.#choices.filter(Boolean) }), ...given({ usage: this.#usage }) }
  }
}

const BASE64 = /^(?:b64_json|image|data|audio|file_data)$/

/** A path that is not read in detail: what went in and came out, without bytes. */
export function otherEndpoint(operation: string, spanKind: string): Endpoint {
  return {
    operation,
    spanKind,
    request: body => ({
      ...given({ model: asText(body['model']) }),
      attributes: renamed(body, { stream: 'gen_ai.request.stream' }),
      input: withoutBytes(body),
    }),
    response: value => {
      if (typeof value === 'string') return { output: value }
      // a raw response, as speech gives, is the user's to read
      if (!isBare(Object(value) as object)) return {}
      const data = asObject(value)
      return given({
        id: asText(data['id']),
        model: asText(data['model']),
        usage: openaiUsage(data['usage']),
        output: withoutBytes(data),
      })
    },
  }
}

function withoutBytes(value: unknown): PlainObject {
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) =>
      typeof member === 'string' && member.length > 1000 && BASE64.test(name)
        ? `[${member.length} characters]`
        : member,
    ),
  ) as PlainObject
}
