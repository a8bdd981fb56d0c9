import type { Json, JsonObject, SpanRow } from '../api/wire.ts'
import { readMessages, type ShownMessage, type ShownPart } from './messages.ts'

/** A message of a call that is being edited. `text` is what can be changed; `rest` is kept as it was. */
export interface EditedMessage {
  role: string
  text: string
  rest: JsonObject
}

/** A call on its way to be sent again, in the form of OpenAI's chat completions. */
export interface ReplayDraft {
  model: string
  temperature: string
  maxTokens: string
  messages: EditedMessage[]
  tools: Json[]
}

const USUAL_ADDRESS = 'https://api.openai.com/v1'

export function draftOf({ attributes, input }: Pick<SpanRow, 'attributes' | 'input'>): ReplayDraft {
  const tools = attributes['gen_ai.tool.definitions']
  return {
    model: textOf(attributes['gen_ai.request.model']),
    temperature: textOf(attributes['gen_ai.request.temperature']),
    maxTokens: textOf(attributes['gen_ai.request.max_tokens']),
    messages: [...instructionsOf(attributes), ...(readMessages(input) ?? [])].flatMap(editable),
    tools: Array.isArray(tools) ? tools.map(asTool) : [],
  }
}

/** Where the call went, when it went to an endpoint of this kind. */
export function addressOf({ attributes }: Pick<SpanRow, 'attributes'>): string {
  const { 'server.address': host, 'server.port': port, 'url.path': path } = attributes
  if (typeof host !== 'string' || typeof path !== 'string' || !path.endsWith('/chat/completions')) return USUAL_ADDRESS
  const scheme = /^(localhost|127\.|\[?::1)/.test(host) ? 'http' : 'https'
  return `${scheme}://${host}${port === undefined ? '' : `:${textOf(port)}`}${path.slice(0, -'/chat/completions'.length)}`
}

/** What is sent. A field that is empty or no number is left to the endpoint. */
export function requestOf({ model, temperature, maxTokens, messages, tools }: ReplayDraft): JsonObject {
  const number = (name: string, text: string) =>
    text.trim() === '' || !Number.isFinite(Number(text)) ? {} : { [name]: Number(text) }
  return {
    model,
    messages: messages.map(({ role, text, rest }) => ({ role, content: text, ...rest })),
    ...number('temperature', temperature),
    ...number('max_tokens', maxTokens),
    ...(tools.length > 0 && { tools }),
  }
}

/** Some endpoints take the instructions apart from the messages. */
function instructionsOf(attributes: JsonObject): ShownMessage[] {
  const given = attributes['gen_ai.system_instructions']
  const parts = readMessages([{ role: 'system', parts: Array.isArray(given) ? given : [] }])?.[0]?.parts ?? []
  return parts.length > 0 ? [{ role: 'system', parts }] : []
}

/** Results of tools are messages of their own there. */
function editable({ role, parts }: ShownMessage): EditedMessage[] {
  const results = parts.filter(part => part.kind === 'result')
  if (results.length > 0)
    return results.map(({ id, value }) => ({ role: 'tool', text: wordsOf(value), rest: { tool_call_id: id ?? '' } }))
  const text = parts.flatMap(part => (part.kind === 'text' ? part.text : [])).join('\n')
  return [{ role: role || 'user', text, rest: { ...picturesOf(text, parts), ...callsOf(parts) } }]
}

function callsOf(parts: readonly ShownPart[]): JsonObject {
  const calls = parts.flatMap(part =>
    part.kind === 'call'
      ? [{ id: part.id ?? '', type: 'function', function: { name: part.name, arguments: wordsOf(part.value) } }]
      : [],
  )
  return calls.length > 0 ? { tool_calls: calls } : {}
}

function picturesOf(text: string, parts: readonly ShownPart[]): JsonObject {
  const pictures = parts.flatMap(part =>
    part.kind === 'picture' ? [{ type: 'image_url', image_url: { url: part.address } }] : [],
  )
  return pictures.length > 0 ? { content: [{ type: 'text', text }, ...pictures] } : {}
}

function asTool(tool: Json): Json {
  if (tool === null || typeof tool !== 'object' || Array.isArray(tool) || 'function' in tool) return tool
  const { name = '', description, parameters, input_schema: schema } = tool
  return {
    type: 'function',
    function: { name, ...(description && { description }), parameters: parameters ?? schema ?? {} },
  }
}

function wordsOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
