import type { Plain, PlainObject } from '@seetrain/core'
import { asObject, asText, given, memberOf, parsed } from '../loose.ts'
import type { Convention } from './call-facts.ts'
import { messagesIn } from './messages.ts'
import { requestFacts } from './request-facts.ts'

const KIND = 'langsmith.span.kind'
const KINDS: { readonly [kind: string]: string } = {
  llm: 'llm',
  embedding: 'embedding',
  tool: 'tool',
  retriever: 'retriever',
  chain: 'chain',
  prompt: 'prompt',
  parser: 'function',
}
const METADATA = 'langsmith.metadata.'
const SESSIONS = ['session_id', 'thread_id', 'conversation_id']
/** Facts of the call that its other attributes tell, and settings of LangSmith's own. */
const NO_METADATA = /^(?:ls_|LANGSMITH_|LANGCHAIN_|revision_id$|usage_metadata$)/
const TAGS = 'langsmith.span.tags'
const TOLD = [KIND, TAGS, 'langsmith.trace.name']
const USAGE_TOLD = /^gen_ai\.usage\.(?:total_tokens|(?:in|out)put_token_details)$/

/** What LangSmith writes besides the GenAI conventions: whole requests and answers, and what it knows of a run. */
export const langsmith: Convention = ({ attributes }) => {
  const kind = asText(attributes[KIND])
  if (kind === undefined) return undefined
  const spanKind = memberOf(KINDS, kind) ?? kind
  const inputs = parsed(attributes['gen_ai.prompt'])
  const outputs = parsed(attributes['gen_ai.completion'])
  return {
    spanKind,
    input: messagesIn(inputs) ?? inputs,
    output: messagesIn(outputs, 'assistant') ?? outputs,
    attributes: { ...attributesOf(attributes), ...(spanKind === 'llm' && requestFacts(inputs, outputs)) },
    told: name => TOLD.includes(name) || name.startsWith(METADATA) || USAGE_TOLD.test(name),
  }
}

function attributesOf(attributes: PlainObject): PlainObject {
  const neutral: PlainObject = {}
  const metadata: PlainObject = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(METADATA)) continue
    const about = name.slice(METADATA.length)
    if (SESSIONS.includes(about)) neutral['gen_ai.conversation.id'] = value
    else if (about === 'user_id') neutral['user.id'] = value
    else if (!NO_METADATA.test(about)) metadata[about] = value
  }
  const tags = asText(attributes[TAGS])
  return {
    ...neutral,
    ...usageOf(parsed(attributes[`${METADATA}usage_metadata`])),
    ...(tags && { 'seetrain.tags': tags.split(', ') }),
    ...(Object.keys(metadata).length > 0 && { 'seetrain.metadata': metadata }),
  }
}

function usageOf(usage: Plain | undefined): PlainObject {
  const { input_token_details: input, output_token_details: output } = asObject(usage)
  const { cache_read: cacheRead, cache_creation: cacheWrite } = asObject(input) as PlainObject
  const { reasoning } = asObject(output) as PlainObject
  return given({
    'gen_ai.usage.cache_read.input_tokens': cacheRead,
    'gen_ai.usage.cache_write.input_tokens': cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': reasoning,
  })
}
