import Anthropic from '@anthropic-ai/sdk'
import { enableAnthropicAutolog } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import { messageAnswer, messageEvents } from './anthropic-behaviours.ts'
import { events, json, type Answer } from './fake-server.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = {
  model: 'claude-sonnet-4-20250514',
  max_tokens: 100,
  system: 'Be brief',
  messages: [{ role: 'user' as const, content: 'Hi' }],
}

async function recordOf(answer: Answer, use: (client: Anthropic) => Promise<unknown>): Promise<SpanRecord> {
  stage.server.answer(answer)
  const handle = stage.enable(enableAnthropicAutolog)
  await use(new Anthropic({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url, maxRetries: 0 }))
  const spans = await spansOf(handle.run)
  expect(spans).toHaveLength(1)
  return spans[0]!
}

const content = [
  { type: 'thinking', thinking: 'Let me see', signature: 's' },
  { type: 'text', text: 'Hello' },
  { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } },
]
const parts = [
  { type: 'reasoning', content: 'Let me see' },
  { type: 'text', content: 'Hello' },
  { type: 'tool_call', id: 'toolu_1', name: 'weather', arguments: { city: 'Oslo' } },
]

test('a message: parts, tokens with the cached ones summed in, cost by kind of token', async () => {
  const span = await recordOf(json(messageAnswer(content, 'tool_use')), client => client.messages.create(question))
  expect(span).toMatchObject({
    name: 'chat claude-sonnet-4-20250514',
    input: [{ role: 'system' }, { role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    output: [{ role: 'assistant', parts, finish_reason: 'tool_use' }],
    attributes: {
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.max_tokens': 100,
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 12,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.cache_write.input_tokens': 10,
    },
  })
  expect(span.attributes['seetrain.cost.total']).toBeCloseTo((50 * 3 + 40 * 0.3 + 10 * 3.75 + 12 * 15) / 1e6, 12)
})

test('a streamed message gives the same record as a whole one', async () => {
  const list = messageEvents(
    [
      {
        start: { type: 'thinking', thinking: '', signature: '' },
        deltas: ['Let me', ' see'].map(thinking => ({ type: 'thinking_delta', thinking })),
      },
      { start: { type: 'text', text: '' }, deltas: [...'Hello'].map(text => ({ type: 'text_delta', text })) },
      {
        start: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
        deltas: ['', '{"city"', ':"Oslo"}'].map(partial_json => ({ type: 'input_json_delta', partial_json })),
      },
    ],
    'tool_use',
  )
  const span = await recordOf(events(list, { done: false }), async client =>
    client.messages.stream(question).finalMessage(),
  )
  expect(span).toMatchObject({
    output: [{ role: 'assistant', parts, finish_reason: 'tool_use' }],
    attributes: { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 12 },
  })
})

test('arguments of a tool that are no JSON are kept as they came', async () => {
  const blocks = [
    {
      start: { type: 'tool_use', id: 't', name: 'f', input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: '{"city' }],
    },
  ]
  const span = await recordOf(events(messageEvents(blocks, 'max_tokens'), { done: false }), async client => {
    await drain(await client.messages.create({ ...question, stream: true }))
  })
  expect(span.output).toMatchObject([{ parts: [{ type: 'tool_call', arguments: '{"city' }] }])
})
