/** However an answer is cut into pieces, its record is that of the whole. Longer than most files: it speaks every language once. */
import type { Endpoint } from '../contracts.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { googleGenerate } from './google-generate.ts'
import { INTERACTIONS } from './google-interactions.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed)

/** What a model says, by chance: thoughts, words, and calls of tools with their arguments as text. */
interface Said {
  thoughts: string
  text: string
  tools: { id: string; name: string; args: string }[]
  /** Cuts a text into pieces, none of them empty. */
  cut(text: string): string[]
}

interface Language {
  endpoint: Endpoint
  whole(said: Said): unknown
  pieces(said: Said): unknown[]
}

const ALPHABET = [...'ab c"{}\\\n', 'é', '😀', '日']

function saidBy(seed: number): Said {
  let state = seed + 1
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % limit
  }
  const text = (most: number) =>
    Array.from({ length: below(most) + 1 }, () => ALPHABET[below(ALPHABET.length)]).join('')
  return {
    thoughts: text(12),
    text: text(30),
    tools: Array.from({ length: below(3) }, (_, index) => ({
      id: `call_${index}`,
      name: `tool_${index}`,
      args: JSON.stringify({ said: text(12), more: { at: below(9) } }),
    })),
    cut: whole => {
      const parts = ['']
      for (const letter of whole) {
        if (below(3) === 0) parts.push('')
        parts[parts.length - 1] += letter
      }
      return parts.filter(Boolean)
    },
  }
}

const usage = { prompt_tokens: 10, completion_tokens: 5 }
const chat: Language = {
  endpoint: openaiChat,
  whole: ({ thoughts, text, tools }) => ({
    id: 'c',
    model: 'm',
    usage,
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: {
          role: 'assistant',
          content: text,
          reasoning_content: thoughts,
          ...(tools.length > 0 && {
            tool_calls: tools.map(({ id, name, args }) => ({
              id,
              type: 'function',
              function: { name, arguments: args },
            })),
          }),
        },
      },
    ],
  }),
  pieces({ thoughts, text, tools, cut }) {
    const delta = (piece: object, finish_reason: string | null = null) => ({
      id: 'c',
      model: 'm',
      choices: [{ index: 0, delta: piece, finish_reason }],
    })
    return [
      ...cut(thoughts).map(piece => delta({ reasoning_content: piece })),
      ...cut(text).map(piece => delta({ content: piece })),
      ...tools.flatMap(({ id, name, args }, index) => [
        delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
        ...cut(args).map(piece => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      delta({}, 'stop'),
      { id: 'c', model: 'm', choices: [], usage },
    ]
  },
}

const responses: Language = {
  endpoint: openaiResponses,
  whole: said => ({ ...responseHead, status: 'completed', output: itemsOf(said), usage: responseUsage }),
  pieces(said) {
    const items = itemsOf(said)
    return [
      { type: 'response.created', response: { ...responseHead, status: 'in_progress', output: [] } },
      ...said
        .cut(said.text)
        .map(delta => ({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta })),
      ...items.map((item, output_index) => ({ type: 'response.output_item.done', output_index, item })),
      {
        type: 'response.completed',
        response: { ...responseHead, status: 'completed', output: items, usage: responseUsage },
      },
    ]
  },
}
const responseHead = { id: 'r', model: 'm' }
const responseUsage = { input_tokens: 10, output_tokens: 5 }

function itemsOf({ text, tools }: Said): object[] {
  return [
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
    ...tools.map(({ id, name, args }) => ({ type: 'function_call', call_id: id, name, arguments: args })),
  ]
}

const messageUsage = { input_tokens: 10, output_tokens: 5 }
const messages: Language = {
  endpoint: anthropicMessages,
  whole: ({ thoughts, text, tools }) => ({
    id: 'm',
    model: 'm',
    role: 'assistant',
    stop_reason: 'end_turn',
    usage: messageUsage,
    content: [
      { type: 'thinking', thinking: thoughts, signature: '' },
      { type: 'text', text },
      ...tools.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: JSON.parse(args) as unknown })),
    ],
  }),
  pieces({ thoughts, text, tools, cut }) {
    const block = (index: number, start: object, deltas: object[]) => [
      { type: 'content_block_start', index, content_block: start },
      ...deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]
    return [
      {
        type: 'message_start',
        message: { id: 'm', model: 'm', role: 'assistant', content: [], usage: { ...messageUsage, output_tokens: 1 } },
      },
      ...block(
        0,
        { type: 'thinking', thinking: '', signature: '' },
        cut(thoughts).map(thinking => ({ type: 'thinking_delta', thinking })),
      ),
      ...block(
        1,
        { type: 'text', text: '' },
        cut(text).map(piece => ({ type: 'text_delta', text: piece })),
      ),
      ...tools.flatMap(({ id, name, args }, index) =>
        block(
          index + 2,
          { type: 'tool_use', id, name, input: {} },
          cut(args).map(partial_json => ({ type: 'input_json_delta', partial_json })),
        ),
      ),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ]
  },
}

const gemini: Language = {
  endpoint: googleGenerate,
  whole: said => ({
    ...geminiEnd,
    candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts: partsOf(said) } }],
  }),
  pieces({ thoughts, text, tools, cut }) {
    const piece = (part: object) => ({ candidates: [{ index: 0, content: { role: 'model', parts: [part] } }] })
    return [
      ...cut(thoughts).map(words => piece({ text: words, thought: true })),
      ...cut(text).map(words => piece({ text: words })),
      ...partsOf({ tools }).map(piece),
      { ...geminiEnd, candidates: [{ index: 0, finishReason: 'STOP' }] },
    ]
  },
}
const geminiEnd = {
  modelVersion: 'm',
  responseId: 'g',
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5 },
}

function partsOf({ thoughts, text, tools }: Partial<Said>): object[] {
  return [
    ...(thoughts === undefined ? [] : [{ text: thoughts, thought: true }]),
    ...(text === undefined ? [] : [{ text }]),
    ...(tools ?? []).map(({ id, name, args }) => ({ functionCall: { id, name, args: JSON.parse(args) as unknown } })),
  ]
}

const converseEnd = { stopReason: 'end_turn', usage: { inputTokens: 10, outputTokens: 5 }, metrics: { latencyMs: 3 } }
const converse: Language = {
  endpoint: bedrockConverse,
  whole: ({ thoughts, text, tools }) => ({
    ...converseEnd,
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: thoughts } } },
          { text },
          ...tools.map(({ id, name, args }) => ({
            toolUse: { toolUseId: id, name, input: JSON.parse(args) as unknown },
          })),
        ],
      },
    },
  }),
  pieces({ thoughts, text, tools, cut }) {
    const delta = (contentBlockIndex: number, piece: object) => ({
      contentBlockDelta: { contentBlockIndex, delta: piece },
    })
    return [
      { messageStart: { role: 'assistant' } },
      ...cut(thoughts).map(words => delta(0, { reasoningContent: { text: words } })),
      ...cut(text).map(words => delta(1, { text: words })),
      ...tools.flatMap(({ id, name, args }, index) => [
        { contentBlockStart: { contentBlockIndex: index + 2, start: { toolUse: { toolUseId: id, name } } } },
        ...cut(args).map(input => delta(index + 2, { toolUse: { input } })),
      ]),
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: converseEnd.usage, metrics: converseEnd.metrics } },
    ]
  },
}

const interactionHead = {
  id: 'i',
  model: 'm',
  status: 'completed',
  usage: { total_input_tokens: 10, total_output_tokens: 5 },
}
const interactions: Language = {
  endpoint: INTERACTIONS['/interactions']!,
  whole: ({ thoughts, text, tools }) => ({
    ...interactionHead,
    steps: [
      { type: 'thought', summary: [{ type: 'text', text: thoughts }] },
      { type: 'model_output', content: [{ type: 'text', text }] },
      ...tools.map(({ id, name, args }) => ({
        type: 'function_call',
        id,
        name,
        arguments: JSON.parse(args) as unknown,
      })),
    ],
  }),
  pieces({ thoughts, text, tools, cut }) {
    const step = (index: number, start: object, deltas: object[]) => [
      { event_type: 'step.start', index, step: start },
      ...deltas.map(delta => ({ event_type: 'step.delta', index, delta })),
    ]
    return [
      ...step(
        0,
        { type: 'thought' },
        cut(thoughts).map(words => ({ type: 'thought_summary', content: { type: 'text', text: words } })),
      ),
      ...step(
        1,
        { type: 'model_output' },
        cut(text).map(words => ({ type: 'text', text: words })),
      ),
      ...tools.flatMap(({ id, name, args }, index) =>
        step(
          index + 2,
          { type: 'function_call', id, name, arguments: {} },
          cut(args).map(piece => ({ type: 'arguments_delta', arguments: piece })),
        ),
      ),
      { event_type: 'interaction.completed', interaction: interactionHead },
    ]
  },
}

const LANGUAGES = { chat, responses, messages, gemini, converse, interactions }

describe.each(Object.entries(LANGUAGES))('%s', (_, { endpoint, whole, pieces }) => {
  test.each(SEEDS)('in pieces by chance, %i', seed => {
    const said = saidBy(seed)
    const reader = endpoint.stream!()
    for (const piece of pieces(said)) reader.chunk(piece)
    expect(reader.finish()).toEqual(endpoint.response(whole(said)))
  })

  test('the words of the whole are in it', () => {
    const said = saidBy(7)
    const facts = endpoint.response(whole(said))
    expect(JSON.stringify(facts.output)).toContain(JSON.stringify(said.text))
    expect(facts.usage).toMatchObject({ input: 10, output: 5 })
  })
})
