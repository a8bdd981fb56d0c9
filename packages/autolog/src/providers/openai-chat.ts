import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { openaiParameters } from './openai-parameters.ts'
import { chatMessage } from './openai-parts.ts'
import { openaiUsage } from './openai-usage.ts'
import { asList, asObject, asText, given, type Loose } from './read.ts'

/** `/chat/completions`, of OpenAI and of everyone who speaks it. */
export const openaiChat: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: openaiParameters(body),
    input: asList(body['messages']).map(message => chatMessage(asObject(message))),
  }),
  response: data => answer(asObject(data), asList(asObject(data)['choices']).map(asObject)),
  stream: () => new ChatStreamReader(),
}

function answer(data: Loose, choices: Loose[]): ResponseFacts {
  const finishReasons = choices.map(choice => asText(choice['finish_reason']) ?? 'error')
  const output: Message[] = choices.map((choice, index) => ({
    ...chatMessage(asObject(choice['message'])),
    finish_reason: finishReasons[index]!,
  }))
  return given({
    id: asText(data['id']),
    model: asText(data['model']),
    output,
    finishReasons,
    usage: usageOf(data),
    attributes: given({
      'openai.response.service_tier': asText(data['service_tier']),
      'openai.response.system_fingerprint': asText(data['system_fingerprint']),
    }) as PlainObject,
  })
}

function usageOf(data: Loose): Usage | undefined {
  return openaiUsage(data['usage'] ?? asObject(data['x_groq'])['usage'])
}

interface ToolSoFar {
  id: string
  name: string
  args: string
}

interface ChoiceSoFar {
  content: string
  reasoning: string
  refusal: string
  tools: Map<string, ToolSoFar>
  finish: string | undefined
}

class ChatStreamReader implements StreamReader {
  readonly #choices = new Map<number, ChoiceSoFar>()
  readonly #words: { [name: string]: unknown } = {}
  #usage: Usage | undefined

  chunk(chunk: unknown): boolean {
    const data = chunk as Loose
    if (this.#words['id'] === undefined) {
      for (const name of ['id', 'model', 'service_tier', 'system_fingerprint'])
        if (data[name] !== undefined) this.#words[name] = data[name]
    }
    if (data['usage'] || data['x_groq']) this.#usage = usageOf(data) ?? this.#usage
    const choices = data['choices']
    if (!Array.isArray(choices)) return false
    let hasWords = false
    for (const choice of choices as Loose[]) hasWords = this.#choice(choice) || hasWords
    return hasWords
  }

  finish(): ResponseFacts {
    const choices = [...this.#choices].sort(([a], [b]) => a - b).map(([, choice]) => toChoice(choice))
    return { ...answer(this.#words, choices), ...given({ usage: this.#usage }) }
  }

  #choice(choice: Loose): boolean {
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0
    let so = this.#choices.get(index)
    if (!so)
      this.#choices.set(index, (so = { content: '', reasoning: '', refusal: '', tools: new Map(), finish: undefined }))
    if (typeof choice['finish_reason'] === 'string') so.finish = choice['finish_reason']
    const delta = (choice['delta'] ?? {}) as Loose
    const { content, refusal, tool_calls: tools } = delta
    const reasoning = delta['reasoning_content'] ?? delta['reasoning']
    if (typeof content === 'string') so.content += content
    if (typeof reasoning === 'string') so.reasoning += reasoning
    if (typeof refusal === 'string') so.refusal += refusal
    if (Array.isArray(tools)) for (const tool of tools) addTool(so.tools, asObject(tool))
    return Boolean(content || reasoning || refusal || tools)
  }
}

/** By index; but some servers send several calls under one index, told apart by their ids, or ids that say nothing. */
function addTool(tools: Map<string, ToolSoFar>, delta: Loose): void {
  const sent = asText(delta['id'])
  const id = sent === undefined || sent === '' || sent === 'null' ? undefined : sent
  const named = asObject(delta['function'] ?? delta['custom'])
  const tool = find(tools, delta['index'], id)
  tool.id ||= id ?? ''
  tool.name ||= asText(named['name']) ?? ''
  tool.args += asText(named['arguments']) ?? asText(named['input']) ?? ''
}

function find(tools: Map<string, ToolSoFar>, index: unknown, id: string | undefined): ToolSoFar {
  const place = typeof index === 'number' ? String(index) : 'none'
  const versions = [...tools].filter(([key]) => key.startsWith(`${place}:`)).map(([, tool]) => tool)
  const known = id === undefined ? versions.at(-1) : versions.find(tool => tool.id === id || tool.id === '')
  if (known) return known
  const made = { id: '', name: '', args: '' }
  tools.set(`${place}:${versions.length}`, made)
  return made
}

function toChoice(so: ChoiceSoFar): Loose {
  const calls = [...so.tools.values()].map(({ id, name, args }) => ({ id, function: { name, arguments: args } }))
  return {
    finish_reason: so.finish,
    message: {
      role: 'assistant',
      ...(so.content !== '' && { content: so.content }),
      reasoning_content: so.reasoning,
      refusal: so.refusal,
      tool_calls: calls,
    },
  }
}
