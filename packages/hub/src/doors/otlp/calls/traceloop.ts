import type { PlainObject } from '@seetrain/core'
import { asText, memberOf, parsed } from '../loose.ts'
import type { Convention } from './call-facts.ts'
import { numbered } from './numbered.ts'

const KINDS: { readonly [kind: string]: string } = {
  workflow: 'chain',
  task: 'function',
  agent: 'agent',
  tool: 'tool',
}
const PROPERTIES = 'traceloop.association.properties.'
const SESSIONS = ['session_id', 'conversation_id', 'thread_id']
const TOLD =
  /^(?:traceloop\.(?:span\.kind|entity\.(?:input|output))|llm\.request\.functions\.\d+\.|llm\.(?:usage\.total_tokens|request\.type)$)/

/** What OpenLLMetry writes besides the GenAI conventions. */
export const traceloop: Convention = ({ attributes }) => {
  const isOne = Object.keys(attributes).some(name => /^(?:traceloop\.|llm\.request\.(?:type|functions)\b)/.test(name))
  if (!isOne) return undefined
  const kind = asText(attributes['traceloop.span.kind'])
  const type = asText(attributes['llm.request.type'])
  return {
    spanKind: kind !== undefined ? (memberOf(KINDS, kind) ?? kind) : typeKind(type),
    input: parsed(attributes['traceloop.entity.input']),
    output: parsed(attributes['traceloop.entity.output']),
    attributes: attributesOf(attributes),
    told: name => TOLD.test(name) || name.startsWith(PROPERTIES),
  }
}

function typeKind(type: string | undefined): string | undefined {
  if (type === undefined || type === 'unknown') return undefined
  return type === 'embedding' ? 'embedding' : type === 'rerank' ? 'reranker' : 'llm'
}

function attributesOf(attributes: PlainObject): PlainObject {
  const neutral: PlainObject = {}
  const metadata: PlainObject = {}
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(PROPERTIES)) continue
    const property = name.slice(PROPERTIES.length)
    if (SESSIONS.includes(property)) neutral['gen_ai.conversation.id'] = value
    else if (property === 'user_id') neutral['user.id'] = value
    else metadata[property] = value
  }
  if (Object.keys(metadata).length > 0) neutral['seetrain.metadata'] = metadata
  const tools = numbered(attributes, 'llm.request.functions')
  if (tools.length > 0)
    neutral['gen_ai.tool.definitions'] = tools.map(tool => {
      const parts = tool as PlainObject
      return { type: 'function', function: { ...parts, parameters: parsed(parts['parameters']) ?? null } }
    })
  return neutral
}
