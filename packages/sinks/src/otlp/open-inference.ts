import type { Plain, PlainObject, SpanRecord } from '@seetrain/core'
import { jsonText } from './content-attributes.ts'
import { isMessages, isObject, type Message, type MessagePart } from './messages.ts'

const KINDS: { readonly [spanKind: string]: string } = {
  llm: 'LLM',
  embedding: 'EMBEDDING',
  tool: 'TOOL',
  retriever: 'RETRIEVER',
  agent: 'AGENT',
  reranker: 'RERANKER',
  guardrail: 'GUARDRAIL',
  prompt: 'PROMPT',
  score: 'EVALUATOR',
  evaluation: 'EVALUATOR',
}

/** Attributes of ours under the names of OpenInference. */
const NAMES: readonly (readonly [ours: string, theirs: string])[] = [
  ['gen_ai.provider.name', 'llm.provider'],
  ['gen_ai.usage.input_tokens', 'llm.token_count.prompt'],
  ['gen_ai.usage.output_tokens', 'llm.token_count.completion'],
  ['gen_ai.usage.cache_read.input_tokens', 'llm.token_count.prompt_details.cache_read'],
  ['gen_ai.usage.cache_write.input_tokens', 'llm.token_count.prompt_details.cache_write'],
  ['gen_ai.usage.reasoning.output_tokens', 'llm.token_count.completion_details.reasoning'],
  ['gen_ai.usage.audio.input_tokens', 'llm.token_count.prompt_details.audio'],
  ['gen_ai.usage.audio.output_tokens', 'llm.token_count.completion_details.audio'],
  ['seetrain.cost.total', 'llm.cost.total'],
  ['gen_ai.conversation.id', 'session.id'],
  ['seetrain.tags', 'tag.tags'],
]
const REQUEST = 'gen_ai.request.'
/** Longer than what a list of spans shows, in characters; the messages themselves are in the span anyway. */
const LONGEST_SIDE = 16 * 1024

/** What Phoenix, and others that read OpenInference, show of a span. */
export function openInferenceAttributes({ spanKind, attributes, input, output }: SpanRecord): PlainObject {
  const written: PlainObject = { 'openinference.span.kind': KINDS[spanKind] ?? 'CHAIN' }
  const model = attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model']
  if (model !== undefined) written[spanKind === 'embedding' ? 'embedding.model_name' : 'llm.model_name'] = model
  for (const [ours, theirs] of NAMES) {
    const value = attributes[ours]
    if (value !== undefined) written[theirs] = value
  }
  const { 'seetrain.metadata': metadata } = attributes
  if (metadata !== undefined) written['metadata'] = jsonText(metadata)
  addTotal(attributes, written)
  if (spanKind === 'llm') addParameters(attributes, written)
  if (isMessages(input)) addMessages('input', input, written)
  if (isMessages(output)) addMessages('output', output, written)
  if (spanKind === 'embedding') addTexts(input, written)
  if (spanKind === 'retriever') addDocuments(output, written)
  return written
}

/** Messages one by one, and short ones as a whole: lists of spans show nothing else. */
function addMessages(side: 'input' | 'output', messages: Message[], written: PlainObject): void {
  flatten(`llm.${side}_messages`, messages.map(messageOf), written)
  const text = jsonText(messages)
  if (text.length > LONGEST_SIDE) return
  written[`${side}.value`] = text
  written[`${side}.mime_type`] = 'application/json'
}

function addTotal(attributes: PlainObject, written: PlainObject): void {
  const { 'gen_ai.usage.input_tokens': prompt, 'gen_ai.usage.output_tokens': answer = 0 } = attributes
  if (typeof prompt === 'number' && typeof answer === 'number') written['llm.token_count.total'] = prompt + answer
}

function addTexts(input: Plain | undefined, written: PlainObject): void {
  const texts = typeof input === 'string' ? [input] : input
  if (!Array.isArray(texts) || !texts.every(text => typeof text === 'string')) return
  flatten(
    'embedding.embeddings',
    texts.map(text => ({ embedding: { text } })),
    written,
  )
}

function addDocuments(output: Plain | undefined, written: PlainObject): void {
  if (!Array.isArray(output)) return
  const documents = output.filter(isObject).filter(({ content }) => typeof content === 'string')
  flatten(
    'retrieval.documents',
    documents.map(({ id, content, score, metadata }) => ({
      document: {
        content: content!,
        ...(id !== undefined && { id: wordsOf(id) }),
        ...(typeof score === 'number' && { score }),
        ...(metadata !== undefined && { metadata: wordsOf(metadata) }),
      },
    })),
    written,
  )
}

function addParameters(attributes: PlainObject, written: PlainObject): void {
  const parameters: PlainObject = {}
  for (const [name, value] of Object.entries(attributes))
    if (name.startsWith(REQUEST) && name !== 'gen_ai.request.model') parameters[name.slice(REQUEST.length)] = value
  if (Object.keys(parameters).length > 0) written['llm.invocation_parameters'] = jsonText(parameters)
  const tools = attributes['gen_ai.tool.definitions']
  if (!Array.isArray(tools)) return
  flatten(
    'llm.tools',
    tools.map(tool => ({ tool: { json_schema: jsonText(tool) } })),
    written,
  )
}

function messageOf({ role, parts }: Message): PlainObject {
  const calls = parts.filter(part => part.type === 'tool_call')
  const contents = parts.flatMap(part => {
    const content = contentOf(part)
    return content ? [content] : []
  })
  const answered = parts.find(part => part.type === 'tool_call_response')
  const text = answered === undefined ? plainText(contents) : wordsOf(answered['response'] ?? answered['result'] ?? '')
  return {
    message: {
      role,
      ...(text !== undefined ? { content: text } : contents.length > 0 && { contents }),
      ...(calls.length > 0 && { tool_calls: calls.map(toolCallOf) }),
      ...(typeof answered?.['id'] === 'string' && { tool_call_id: answered['id'] }),
    },
  }
}

/** The words of a message that is nothing else. */
function plainText(contents: PlainObject[]): string | undefined {
  const [only, ...others] = contents
  const content = only?.['message_content'] as PlainObject | undefined
  return others.length === 0 && content?.['type'] === 'text' ? String(content['text']) : undefined
}

function contentOf({ type, content, modality, uri, mime_type }: MessagePart): PlainObject | undefined {
  if ((type === 'text' || type === 'refusal') && typeof content === 'string')
    return { message_content: { type: 'text', text: content } }
  if (type === 'reasoning' && typeof content === 'string')
    return { message_content: { type: 'reasoning', text: content } }
  const url = type === 'blob' && typeof content === 'string' ? `data:${String(mime_type)};base64,${content}` : uri
  if (typeof url !== 'string' || typeof modality !== 'string') return undefined
  return { message_content: { type: modality, [modality]: { [modality]: { url } } } }
}

function toolCallOf({ id, name, arguments: args }: MessagePart): PlainObject {
  return {
    tool_call: {
      ...(typeof id === 'string' && { id }),
      function: { name: wordsOf(name ?? ''), arguments: wordsOf(args ?? {}) },
    },
  }
}

function wordsOf(value: Plain): string {
  return typeof value === 'string' ? value : jsonText(value)
}

/** Lists and objects as attributes of their own: `llm.input_messages.0.message.role`. */
function flatten(name: string, value: Plain, into: PlainObject): void {
  if (typeof value !== 'object' || value === null) into[name] = value
  else for (const [member, inner] of Object.entries(value)) flatten(`${name}.${member}`, inner as Plain, into)
}
