import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asObject, asText, given, memberOf, parsed, parsedStructure } from '../loose.ts'
import type { CallFacts, Convention, SpanWords, WordsEvent } from './call-facts.ts'
import { messageOf, messagesIn, type Message } from './messages.ts'
import { numbered } from './numbered.ts'
import { partOf } from './parts.ts'

const KINDS: { readonly [operation: string]: string } = {
  chat: 'llm',
  text_completion: 'llm',
  generate_content: 'llm',
  response: 'llm',
  embeddings: 'embedding',
  execute_tool: 'tool',
  invoke_agent: 'agent',
  create_agent: 'agent',
  retrieval: 'retriever',
  invoke_workflow: 'chain',
}

/** What earlier versions of the conventions, and OpenLLMetry, call what is called otherwise now. */
const RENAMED: { readonly [old: string]: string } = {
  'gen_ai.system': 'gen_ai.provider.name',
  'gen_ai.usage.prompt_tokens': 'gen_ai.usage.input_tokens',
  'gen_ai.usage.completion_tokens': 'gen_ai.usage.output_tokens',
  'gen_ai.usage.cache_creation.input_tokens': 'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens': 'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_read_input_tokens': 'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.reasoning_tokens': 'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.openai.request.seed': 'gen_ai.request.seed',
  'gen_ai.openai.request.service_tier': 'openai.request.service_tier',
  'gen_ai.openai.response.service_tier': 'openai.response.service_tier',
  'gen_ai.openai.response.system_fingerprint': 'openai.response.system_fingerprint',
  'gen_ai.is_streaming': 'gen_ai.request.stream',
  'gen_ai.usage.cost': 'seetrain.cost.total',
}

const WORDS = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
]
const NUMBERED = /^gen_ai\.(?:prompt|completion)\.\d+\./
/** Events of earlier versions, each with one message. */
const MESSAGE_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/
const CHOICE_EVENT = 'gen_ai.choice'
const CONTENT_EVENT = /^gen_ai\.content\.(?:prompt|completion)$/
const DETAILS_EVENT = 'gen_ai.client.inference.operation.details'

export function isMessageEvent(name: string): boolean {
  return MESSAGE_EVENT.test(name) || name === CHOICE_EVENT || CONTENT_EVENT.test(name) || name === DETAILS_EVENT
}

/** OpenTelemetry's own conventions, the present ones and those before, as attributes and as events. */
export const genAi: Convention = span => {
  const { attributes, events } = span
  const isOne =
    Object.keys(attributes).some(name => name.startsWith('gen_ai.')) || events.some(e => isMessageEvent(e.name))
  if (!isOne) return undefined
  const operation = asText(attributes['gen_ai.operation.name'])
  return {
    spanKind: spanKindOf(attributes, operation),
    ...contentOf(span),
    attributes: attributesOf(attributes),
    told: name =>
      Object.hasOwn(RENAMED, name) || WORDS.includes(name) || NUMBERED.test(name) || name === 'gen_ai.tool.definitions',
    toldEvents: isMessageEvent,
  }
}

function spanKindOf(attributes: PlainObject, operation: string | undefined): string | undefined {
  const kind = operation === undefined ? undefined : memberOf(KINDS, operation)
  if (kind !== undefined) return kind
  if ('gen_ai.evaluation.name' in attributes) return 'score'
  return 'gen_ai.request.model' in attributes ? 'llm' : undefined
}

function attributesOf(attributes: PlainObject): PlainObject {
  const renamed: PlainObject = {}
  for (const [old, name] of Object.entries(RENAMED)) {
    const value = attributes[old]
    if (value !== undefined && !(name in attributes)) renamed[name] ??= value
  }
  const tools = parsedStructure(attributes['gen_ai.tool.definitions'])
  return { ...renamed, ...given({ 'gen_ai.tool.definitions': tools }) }
}

function contentOf(span: SpanWords): Pick<CallFacts, 'input' | 'output'> {
  const { attributes } = span
  const details = span.events.find(({ name }) => name === DETAILS_EVENT)?.attributes ?? {}
  const word = (name: string): Plain | undefined => attributes[name] ?? details[name]
  const input =
    messagesIn(word('gen_ai.input.messages')) ?? messagesFrom(span, 'prompt', 'user') ?? parsed(word('gen_ai.prompt'))
  const output =
    messagesIn(word('gen_ai.output.messages'), 'assistant') ??
    messagesFrom(span, 'completion', 'assistant') ??
    parsed(word('gen_ai.completion'))
  return {
    input: withSystem(word('gen_ai.system_instructions'), input) ?? parsed(word('gen_ai.tool.call.arguments')),
    output: output ?? parsed(word('gen_ai.tool.call.result')),
  }
}

function withSystem(instructions: Plain | undefined, input: Plain | undefined): Plain | undefined {
  const said = parsed(instructions)
  if (said === undefined) return input
  const parts = (Array.isArray(said) ? said : [said]).map(partOf)
  const rest = input === undefined ? [] : Array.isArray(input) ? input : [messageOf(input)]
  return [{ role: 'system', parts }, ...rest]
}

/** Messages of earlier versions: numbered attributes, events for each, or one event for all. */
function messagesFrom(span: SpanWords, side: 'prompt' | 'completion', role: string): Message[] | undefined {
  const fromAttributes = numbered(span.attributes, `gen_ai.${side}`)
  if (fromAttributes.length > 0) return fromAttributes.map(item => numberedMessage(item, role))
  const all = span.events.find(({ name }) => name === `gen_ai.content.${side}`)?.attributes[`gen_ai.${side}`]
  const inOne = messagesIn(all, role)
  if (inOne !== undefined) return inOne
  const events = span.events.filter(({ name }) =>
    side === 'prompt' ? MESSAGE_EVENT.test(name) : name === CHOICE_EVENT,
  )
  return events.length > 0 ? events.map(event => eventMessage(event, role)) : undefined
}

function numberedMessage(item: Plain, role: string): Message {
  const message = asObject(item)
  // a picture makes the content a list, written as JSON
  const content = parsed(message['content'] as Plain | undefined)
  return messageOf({ ...message, content: Array.isArray(content) ? content : message['content'] }, role)
}

function eventMessage({ name, attributes, body }: WordsEvent, role: string): Message {
  const said = asObject(body ?? attributes)
  const inner = asObject(said['message'])
  const reason = said['finish_reason']
  const calls = asList(parsed((said['tool_calls'] ?? inner['tool_calls']) as Plain | undefined))
  return messageOf(
    {
      role: MESSAGE_EVENT.exec(name)?.[1] ?? role,
      ...said,
      ...inner,
      content: parsedStructure((inner['content'] ?? said['content']) as Plain | undefined),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(said['id'] !== undefined && { tool_call_id: said['id'] }),
      ...(reason !== undefined && { finish_reason: reason }),
    },
    role,
  )
}
