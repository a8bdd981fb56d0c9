import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asNumber, asObject, asText, given, memberOf, parsed, parsedStructure, type Loose } from '../loose.ts'
import { OWN_KIND, type CallFacts, type Convention } from './call-facts.ts'
import { messageOf, messagesIn, type Message } from './messages.ts'
import { numbered } from './numbered.ts'
import { addParameters } from './parameters.ts'

const KINDS: { readonly [kind: string]: string } = {
  LLM: 'llm',
  EMBEDDING: 'embedding',
  TOOL: 'tool',
  RETRIEVER: 'retriever',
  RERANKER: 'reranker',
  AGENT: 'agent',
  CHAIN: 'chain',
  GUARDRAIL: 'guardrail',
  EVALUATOR: 'evaluation',
  PROMPT: 'prompt',
}

const RENAMED: { readonly [theirs: string]: string } = {
  'llm.provider': 'gen_ai.provider.name',
  'llm.system': 'gen_ai.provider.name',
  'llm.request.model_name': 'gen_ai.request.model',
  'llm.response.model_name': 'gen_ai.response.model',
  'llm.model_name': 'gen_ai.response.model',
  'embedding.model_name': 'gen_ai.response.model',
  'llm.token_count.prompt': 'gen_ai.usage.input_tokens',
  'llm.token_count.completion': 'gen_ai.usage.output_tokens',
  'llm.token_count.prompt_details.cache_read': 'gen_ai.usage.cache_read.input_tokens',
  'llm.token_count.prompt_details.cache_write': 'gen_ai.usage.cache_write.input_tokens',
  'llm.token_count.prompt_details.audio': 'gen_ai.usage.audio.input_tokens',
  'llm.token_count.completion_details.audio': 'gen_ai.usage.audio.output_tokens',
  'llm.token_count.completion_details.reasoning': 'gen_ai.usage.reasoning.output_tokens',
  'llm.cost.total': 'seetrain.cost.total',
  'session.id': 'gen_ai.conversation.id',
  'tag.tags': 'seetrain.tags',
  'tool.name': 'gen_ai.tool.name',
  'tool.description': 'gen_ai.tool.description',
  'tool.id': 'gen_ai.tool.call.id',
  'agent.name': 'gen_ai.agent.name',
}
const KIND = 'openinference.span.kind'
const TAKEN_APART =
  /^(?:llm\.(?:input_messages|output_messages|tools)|retrieval\.documents|embedding\.embeddings)\.\d+\./
const TOLD = [KIND, 'llm.token_count.total', 'llm.finish_reason', 'metadata']
const SIDES = ['input.value', 'input.mime_type', 'output.value', 'output.mime_type']

/** What Arize's instrumentations write, also for LangChain, LlamaIndex and the like. */
export const openInference: Convention = ({ attributes }) => {
  const kind = asText(attributes[KIND])
  const hasSides = 'input.value' in attributes || 'output.value' in attributes
  if (kind === undefined && !hasSides) return undefined
  // a sink of ours writes a side as it is, and besides what of it has a place in the convention
  const isOwn = OWN_KIND in attributes
  const side = { input: sideOf(attributes, 'input'), output: sideOf(attributes, 'output') }
  return {
    spanKind: kind === undefined ? undefined : (memberOf(KINDS, kind) ?? kind.toLowerCase()),
    input: (isOwn ? side.input : undefined) ?? inputOf(attributes) ?? side.input,
    output: (isOwn ? side.output : undefined) ?? outputOf(attributes) ?? side.output,
    attributes: kind === undefined ? {} : attributesOf(attributes),
    told: name =>
      SIDES.includes(name) ||
      (kind !== undefined && (Object.hasOwn(RENAMED, name) || TOLD.includes(name) || isTakenApart(name))),
  } satisfies CallFacts
}

function isTakenApart(name: string): boolean {
  return TAKEN_APART.test(name) || name === 'llm.invocation_parameters'
}

function attributesOf(attributes: PlainObject): PlainObject {
  const neutral: PlainObject = {}
  for (const [theirs, ours] of Object.entries(RENAMED)) {
    const value = attributes[theirs]
    if (value !== undefined) neutral[ours] ??= value
  }
  const metadata = parsedStructure(attributes['metadata'])
  if (metadata !== undefined) neutral['seetrain.metadata'] = metadata
  const reason = attributes['llm.finish_reason']
  if (reason !== undefined) neutral['gen_ai.response.finish_reasons'] = [reason]
  const tools = numbered(attributes, 'llm.tools').map(item => {
    const tool = asObject(asObject(item)['tool'] ?? item)
    return parsed(tool['json_schema'] as Plain | undefined) ?? (tool as PlainObject)
  })
  if (tools.length > 0) neutral['gen_ai.tool.definitions'] = tools
  addParameters(parsed(attributes['llm.invocation_parameters']), neutral)
  return neutral
}

function inputOf(attributes: PlainObject): Plain | undefined {
  const texts = numbered(attributes, 'embedding.embeddings').map(item => asObject(asObject(item)['embedding'])['text'])
  if (texts.length > 0 && texts.every(text => typeof text === 'string')) return texts.length === 1 ? texts[0] : texts
  return messagesOf(attributes, 'llm.input_messages', 'user')
}

function outputOf(attributes: PlainObject): Plain | undefined {
  const documents = numbered(attributes, 'retrieval.documents')
  if (documents.length > 0) return documents.map(item => documentOf(asObject(asObject(item)['document'])))
  const vectors = numbered(attributes, 'embedding.embeddings').map(
    item => asObject(asObject(item)['embedding'])['vector'],
  )
  if (vectors.length > 0) return given({ count: vectors.length, dimensions: asList(vectors[0]).length || undefined })
  const said = messagesOf(attributes, 'llm.output_messages', 'assistant')
  const reason = asText(attributes['llm.finish_reason'])
  if (said?.length === 1 && reason !== undefined) said[0]!['finish_reason'] ??= reason
  return said
}

function documentOf({ id, content, score, metadata }: Loose): PlainObject {
  return given({
    id: asText(id),
    content: asText(content),
    score: asNumber(score),
    metadata: parsedStructure(metadata as Plain | undefined),
  })
}

function messagesOf(attributes: PlainObject, prefix: string, role: string): Message[] | undefined {
  const list = numbered(attributes, prefix)
  if (list.length === 0) return undefined
  return list.map(item => {
    const message = asObject(asObject(item)['message'] ?? item)
    const contents = asList(message['contents']).map(part => asObject(asObject(part)['message_content']))
    const calls = asList(message['tool_calls']).map(call => asObject(call)['tool_call'])
    return messageOf({ ...message, ...(contents.length > 0 && { content: contents }), tool_calls: calls }, role)
  })
}

function sideOf(attributes: PlainObject, side: 'input' | 'output'): Plain | undefined {
  const value = attributes[`${side}.value`]
  if (attributes[`${side}.mime_type`] === 'text/plain') return value
  return messagesIn(value, side === 'input' ? 'user' : 'assistant') ?? parsedStructure(value)
}
