import type { Plain, PlainObject } from '@seetrain/core'
import { asObject, asText, given, memberOf, parsed } from '../loose.ts'
import type { Convention } from './call-facts.ts'
import { messagesIn } from './messages.ts'
import { requestFacts } from './request-facts.ts'

const KINDS: { readonly [type: string]: string } = {
  LLM: 'llm',
  CHAT_MODEL: 'llm',
  EMBEDDING: 'embedding',
  TOOL: 'tool',
  RETRIEVER: 'retriever',
  RERANKER: 'reranker',
  AGENT: 'agent',
  CHAIN: 'chain',
  WORKFLOW: 'chain',
  EVALUATOR: 'evaluation',
}
const USAGE: { readonly [theirs: string]: string } = {
  input_tokens: 'gen_ai.usage.input_tokens',
  output_tokens: 'gen_ai.usage.output_tokens',
  cache_read_input_tokens: 'gen_ai.usage.cache_read.input_tokens',
  cache_creation_input_tokens: 'gen_ai.usage.cache_write.input_tokens',
}
const TOLD = [
  'spanInputs',
  'spanOutputs',
  'spanType',
  'chat.tokenUsage',
  'chat.tools',
  'llm.model',
  'llm.provider',
  'llm.cost',
  'traceRequestId',
  'message.format',
].map(name => `mlflow.${name}`)

/** What MLflow's tracing writes; every value of it is JSON. */
export const mlflow: Convention = ({ attributes }) => {
  if (!Object.keys(attributes).some(name => name.startsWith('mlflow.'))) return undefined
  const type = asText(parsed(attributes['mlflow.spanType']))
  const spanKind = type === undefined || type === 'UNKNOWN' ? undefined : (memberOf(KINDS, type) ?? type.toLowerCase())
  const inputs = parsed(attributes['mlflow.spanInputs'])
  const outputs = parsed(attributes['mlflow.spanOutputs'])
  return {
    spanKind,
    input: messagesIn(inputs) ?? inputs,
    output: messagesIn(outputs, 'assistant') ?? outputs,
    attributes: { ...attributesOf(attributes), ...(spanKind === 'llm' && requestFacts(inputs, outputs)) },
    told: name => TOLD.includes(name),
  }
}

function attributesOf(attributes: PlainObject): PlainObject {
  const word = (name: string): Plain | undefined => parsed(attributes[`mlflow.${name}`])
  const usage = asObject(word('chat.tokenUsage'))
  const neutral = given({
    'gen_ai.response.model': word('llm.model'),
    'gen_ai.provider.name': word('llm.provider'),
    'seetrain.cost.total': asObject(word('llm.cost'))['total_cost'] as Plain | undefined,
    'gen_ai.tool.definitions': word('chat.tools'),
    'gen_ai.conversation.id': attributes['session.id'],
  })
  for (const [theirs, ours] of Object.entries(USAGE))
    if (usage[theirs] !== undefined) neutral[ours] = usage[theirs] as Plain
  return neutral
}
