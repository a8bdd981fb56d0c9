import type { PlainObject } from '@seetrain/core'
import type { Endpoint, RequestFacts, ResponseFacts, StreamReader } from '../contracts.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { openaiChat } from './openai-chat.ts'
import { asCount, asObject, asText, copyPlain, given, parsed, type Loose } from './read.ts'

/** `InvokeModel`, plain and streamed: the body is in the language of the model's maker. */
export const bedrockInvoke: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: input => {
    const body = asObject(decoded(input['body']))
    const facts = languageOf(body)?.request(body as PlainObject) ?? plainRequest(body)
    return { ...facts, ...given({ model: asText(input['modelId']) }) }
  },
  response: data => {
    const body = asObject(decoded(asObject(data)['body']))
    return languageOf(body)?.response(body) ?? plainAnswer(body)
  },
  stream: () => new InvokeReader(),
}

/** Whose language a request, an answer or an event is in; undefined when it is one of the small ones. */
function languageOf(body: Loose): Endpoint | undefined {
  if ('anthropic_version' in body || 'stop_reason' in body || typeof body['type'] === 'string') return anthropicMessages
  if ('choices' in body || ('messages' in body && 'model' in body)) return openaiChat
  const events = ['messageStart', 'contentBlockStart', 'contentBlockDelta', 'messageStop', 'inferenceConfig']
  if ('stopReason' in body || 'messages' in body || events.some(name => name in body)) return bedrockConverse
  return undefined
}

function decoded(body: unknown): unknown {
  if (typeof body === 'string') return parsed(body)
  return body instanceof Uint8Array ? parsed(Buffer.from(body).toString('utf8')) : {}
}

function plainRequest(body: Loose): RequestFacts {
  return { attributes: {}, input: copyPlain(body['prompt'] ?? body['inputText'] ?? body) }
}

/** Titan, Llama, Mistral and Jurassic call the same things by other names. */
function plainAnswer(body: Loose): ResponseFacts {
  const [result = {}] = (Array.isArray(body['results']) ? body['results'] : [body['outputs']]).flat() as Loose[]
  const { outputText, text, completionReason, tokenCount } = asObject(result)
  const content = asText(outputText ?? text) ?? asText(body['generation'] ?? body['completion'] ?? body['outputText'])
  const input = asCount(body['inputTextTokenCount'] ?? body['prompt_token_count'])
  const output = asCount(tokenCount ?? body['generation_token_count'])
  return given({
    output: content === undefined ? copyPlain(body) : [{ role: 'assistant', parts: [{ type: 'text', content }] }],
    finishReasons: [asText(completionReason ?? body['stop_reason']) ?? 'stop'],
    usage: input === undefined && output === undefined ? undefined : given({ input, output }),
  })
}

class InvokeReader implements StreamReader {
  #reader: StreamReader | undefined
  #counts: Loose = {}
  #text = ''

  chunk(chunk: unknown): boolean {
    const event = asObject(decoded(asObject(asObject(chunk)['chunk'])['bytes']))
    const counts = event['amazon-bedrock-invocationMetrics']
    if (counts !== undefined) this.#counts = asObject(counts)
    this.#reader ??= languageOf(event)?.stream?.()
    if (this.#reader) return this.#reader.chunk(event)
    const words = asText(event['outputText'] ?? event['generation'] ?? event['completion']) ?? ''
    this.#text += words
    return words !== ''
  }

  finish(): ResponseFacts {
    const facts = this.#reader?.finish() ?? plainAnswer({ outputText: this.#text })
    const input = asCount(this.#counts['inputTokenCount'])
    const output = asCount(this.#counts['outputTokenCount'])
    return input === undefined || facts.usage !== undefined ? facts : { ...facts, usage: given({ input, output }) }
  }
}
