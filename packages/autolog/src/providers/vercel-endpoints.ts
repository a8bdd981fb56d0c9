import type { PlainObject } from '@seetrain/core'
import type { Endpoint, RequestFacts, ResponseFacts, Usage } from '../contracts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'
import { vercelMessage, vercelParts } from './vercel-parts.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxOutputTokens: 'gen_ai.request.max_tokens',
  stopSequences: 'gen_ai.request.stop_sequences',
  presencePenalty: 'gen_ai.request.presence_penalty',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  seed: 'gen_ai.request.seed',
  reasoning: 'gen_ai.request.reasoning.level',
  tools: 'gen_ai.tool.definitions',
}

/** One call of a model, whoever provides it. */
export const vercelModel: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: event => requestOf(event, renamed(event, PARAMETERS)),
  response: event => modelAnswer(asObject(event)),
}

function requestOf(event: Loose, attributes: PlainObject): RequestFacts {
  return {
    ...given({ model: asText(event['modelId']) }),
    attributes: {
      ...attributes,
      ...(given({
        // providers name themselves with the kind of model: openai.chat
        'gen_ai.provider.name': asText(event['provider'])?.split('.')[0],
        'vercel_ai.function_id': asText(event['functionId']),
      }) as PlainObject),
    },
    input: inputOf(event),
  }
}

function inputOf(event: Loose): PlainObject[] {
  const messages = asList(event['messages']).map(vercelMessage)
  const { instructions } = event
  const words = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [instructions].flat()
  return [...words.filter(Boolean).map(word => ({ ...vercelMessage(word), role: 'system' })), ...messages]
}

function modelAnswer(event: Loose): ResponseFacts {
  const finish = asText(event['finishReason']) ?? asText(asObject(event['finishReason'])['unified']) ?? 'error'
  const first = asCount(asObject(event['performance'])['timeToFirstOutputMs'])
  return given({
    id: asText(event['responseId']),
    output: [{ role: 'assistant', parts: vercelParts(event['content']), finish_reason: finish }],
    finishReasons: [finish],
    usage: usageOf(event['usage']),
    attributes: given({
      'gen_ai.response.time_to_first_chunk': first === undefined ? undefined : first / 1000,
    }) as PlainObject,
  })
}

function usageOf(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const input = asObject(usage['inputTokenDetails'])
  return given({
    input: asCount(usage['inputTokens']) ?? asCount(usage['tokens']),
    output: asCount(usage['outputTokens']),
    cacheRead: asCount(input['cacheReadTokens']),
    cacheWrite: asCount(input['cacheWriteTokens']),
    reasoning: asCount(asObject(usage['outputTokenDetails'])['reasoningTokens']),
  })
}

/** The work around calls: `generateText` with its steps, `embedMany` with its pieces. Its tokens are those of its calls. */
export function vercelOperation(id: string): Endpoint {
  const operation = id.replace(/^ai\./, '')
  return {
    operation,
    spanKind: 'chain',
    isLocal: true,
    request: event => ({
      ...requestOf(event, {}),
      input:
        event['messages'] === undefined
          ? copyPlain(event['value'] ?? event['text'] ?? event['query'] ?? null)
          : inputOf(event),
    }),
    response: value => {
      const { text, content, finishReason } = asObject(value)
      const finish = asText(finishReason)
      const parts = Array.isArray(content) ? vercelParts(content) : vercelParts(asText(text) ?? [])
      return parts.length > 0 ? { output: [{ role: 'assistant', parts, ...given({ finish_reason: finish }) }] } : {}
    },
  }
}

/** A tool of the user's, called because a model said so. */
export const vercelTool: Endpoint = {
  operation: 'execute_tool',
  spanKind: 'tool',
  isLocal: true,
  request: event => {
    const { toolName, toolCallId, input } = asObject(event['toolCall'])
    const name = asText(toolName)
    return {
      ...given({ model: name }),
      attributes: given({ 'gen_ai.tool.name': name, 'gen_ai.tool.call.id': asText(toolCallId) }) as PlainObject,
      input: copyPlain(input ?? null),
    }
  },
  response: event => ({ output: copyPlain(asObject(asObject(event)['toolOutput'])['output'] ?? null) }),
}

/** The vectors themselves are not kept. */
export const vercelEmbed: Endpoint = {
  operation: 'embeddings',
  spanKind: 'embedding',
  request: event => ({
    ...requestOf(event, renamed(event, { dimensions: 'gen_ai.embeddings.dimension.count' })),
    input: copyPlain(event['values'] ?? null),
  }),
  response: value => {
    const event = asObject(value)
    const vectors = asList(event['embeddings'])
    const dimensions = Array.isArray(vectors[0]) ? vectors[0].length : undefined
    return given({
      output: given({ count: vectors.length, dimensions }) as PlainObject,
      usage: usageOf(event['usage']),
    })
  },
}

export const vercelRerank: Endpoint = {
  operation: 'rerank',
  spanKind: 'reranker',
  request: event => ({
    ...requestOf(event, {}),
    input: copyPlain({ query: event['query'], documents: event['documents'] }),
  }),
  response: event => ({ output: copyPlain(asObject(event)['ranking'] ?? null) }),
}
