import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asObject, asText, given, parsed } from '../loose.ts'
import type { CallFacts, Convention } from './call-facts.ts'
import { messageOf, messagesIn, type Message } from './messages.ts'
import { addParameters } from './parameters.ts'
import { textPart, toolCall } from './parts.ts'

const USAGE: { readonly [theirs: string]: string } = {
  'ai.usage.inputTokens': 'gen_ai.usage.input_tokens',
  'ai.usage.promptTokens': 'gen_ai.usage.input_tokens',
  'ai.usage.tokens': 'gen_ai.usage.input_tokens',
  'ai.usage.outputTokens': 'gen_ai.usage.output_tokens',
  'ai.usage.completionTokens': 'gen_ai.usage.output_tokens',
  'ai.usage.cachedInputTokens': 'gen_ai.usage.cache_read.input_tokens',
  'ai.usage.reasoningTokens': 'gen_ai.usage.reasoning.output_tokens',
}
const METADATA = 'ai.telemetry.metadata.'
const SETTINGS = 'ai.settings.'
const OPERATION = 'ai.operationId'
/** A call to a model; the spans around it repeat its usage and its answer. */
const CALL = /\.do(?:Generate|Stream|Embed|Rerank)$/
const TOLD =
  /^ai\.(?:operationId$|prompt(?:$|\.)|response\.(?:text|toolCalls|object|reasoning|finishReason|id|model)$|toolCall\.(?:args|result|name|id)$|values?$|embeddings?$|model\.)/

/** What Vercel's AI SDK writes up to version 6, and later on request. */
export const aiSdk: Convention = ({ attributes }) => {
  const operation = asText(attributes[OPERATION])
  if (operation === undefined) return undefined
  const isCall = CALL.test(operation)
  return {
    spanKind: spanKindOf(operation, isCall),
    ...sidesOf(attributes, operation),
    attributes: attributesOf(attributes, operation, isCall),
    told: name =>
      TOLD.test(name) || name.startsWith(METADATA) || (isCall && (Object.hasOwn(USAGE, name) || isSetting(name))),
  } satisfies CallFacts
}

function isSetting(name: string): boolean {
  return name.startsWith(SETTINGS) && name !== 'ai.settings.maxRetries'
}

function spanKindOf(operation: string, isCall: boolean): string {
  if (operation === 'ai.toolCall') return 'tool'
  if (!isCall) return 'chain'
  return /embed/i.test(operation) ? 'embedding' : /rerank/i.test(operation) ? 'reranker' : 'llm'
}

function attributesOf(attributes: PlainObject, operation: string, isCall: boolean): PlainObject {
  const metadata: PlainObject = {}
  const settings: PlainObject = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = value
    if (isSetting(name)) settings[name.slice(SETTINGS.length)] = value
  }
  const { userId, sessionId, ...rest } = metadata
  const neutral = given({
    'user.id': userId,
    'gen_ai.conversation.id': sessionId,
    'seetrain.metadata': Object.keys(rest).length > 0 ? rest : undefined,
    'gen_ai.tool.name': attributes['ai.toolCall.name'],
    'gen_ai.tool.call.id': attributes['ai.toolCall.id'],
  })
  if (operation === 'ai.toolCall') neutral['gen_ai.operation.name'] = 'execute_tool'
  if (!isCall) return neutral
  addParameters(settings, neutral)
  for (const [theirs, ours] of Object.entries(USAGE)) {
    const value = attributes[theirs]
    if (value !== undefined) neutral[ours] ??= value
  }
  return { ...neutral, ...callOf(attributes) }
}

function callOf(attributes: PlainObject): PlainObject {
  const reason = attributes['ai.response.finishReason']
  const first = attributes['ai.response.msToFirstChunk']
  const tools = asList(attributes['ai.prompt.tools']).map(tool => parsed(tool as Plain) ?? null)
  return given({
    // openai.chat is the chat model of openai
    'gen_ai.provider.name': asText(attributes['ai.model.provider'])?.split('.')[0],
    'gen_ai.request.model': attributes['ai.model.id'],
    'gen_ai.response.model': attributes['ai.response.model'],
    'gen_ai.response.id': attributes['ai.response.id'],
    'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
    'gen_ai.response.time_to_first_chunk': typeof first === 'number' ? first / 1000 : undefined,
    'gen_ai.tool.definitions': tools.length > 0 ? tools : undefined,
    'seetrain.request.tool_choice': parsed(attributes['ai.prompt.toolChoice']),
  })
}

function sidesOf(attributes: PlainObject, operation: string): Pick<CallFacts, 'input' | 'output'> {
  if (operation === 'ai.toolCall')
    return { input: parsed(attributes['ai.toolCall.args']), output: parsed(attributes['ai.toolCall.result']) }
  const values = attributes['ai.values'] ?? attributes['ai.value']
  if (values !== undefined) {
    const input = Array.isArray(values) ? values.map(value => parsed(value) ?? null) : parsed(values)
    return { input, output: embedded(attributes) }
  }
  return { input: promptOf(attributes), output: answerOf(attributes) }
}

/** How many vectors, and how long; not the vectors. */
function embedded(attributes: PlainObject): Plain {
  const list = attributes['ai.embeddings'] ?? attributes['ai.embedding']
  const vectors = Array.isArray(list) ? list : list === undefined ? [] : [list]
  return given({ count: vectors.length, dimensions: asList(parsed(vectors[0])).length || undefined })
}

function promptOf(attributes: PlainObject): Plain | undefined {
  const sent = messagesIn(attributes['ai.prompt.messages'])
  if (sent !== undefined) return sent
  const asked = parsed(attributes['ai.prompt'])
  const { system, prompt, messages } = asObject(asked)
  if (typeof prompt === 'string')
    return [...(typeof system === 'string' ? [messageOf(system, 'system')] : []), messageOf(prompt)]
  return Array.isArray(messages) || Array.isArray(prompt)
    ? (messagesIn({ ...given({ system: system as Plain | undefined }), messages: (messages ?? prompt) as Plain }) ??
        asked)
    : asked
}

function answerOf(attributes: PlainObject): Message[] | undefined {
  const text = asText(attributes['ai.response.text']) ?? asText(attributes['ai.response.object'])
  const thought = asText(attributes['ai.response.reasoning'])
  const calls = asList(parsed(attributes['ai.response.toolCalls'])).map(asObject)
  if (text === undefined && thought === undefined && calls.length === 0) return undefined
  const reason = asText(attributes['ai.response.finishReason'])
  return [
    {
      role: 'assistant',
      parts: [
        ...(thought === undefined ? [] : [{ type: 'reasoning', content: thought }]),
        ...(text ? [textPart(text)] : []),
        ...calls.map(call => toolCall(call['toolCallId'], call['toolName'], call['input'] ?? call['args'])),
      ],
      ...(reason !== undefined && { finish_reason: reason }),
    },
  ]
}
