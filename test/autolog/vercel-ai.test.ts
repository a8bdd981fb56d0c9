import { enableVercelAiAutolog, trace } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import { embed, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai'
import { MockEmbeddingModelV4, MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import { describeError } from './sdk-behaviours.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const usage = {
  inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
}
const finished = (unified: 'stop' | 'tool-calls') => ({ finishReason: { unified, raw: unified }, usage, warnings: [] })
const said = { content: [{ type: 'text' as const, text: 'Hello' }], ...finished('stop') }
const modelOf = (...answers: object[]) =>
  new MockLanguageModelV4({ provider: 'openai.chat', modelId: 'gpt-5', doGenerate: answers as never })
const streaming = () =>
  new MockLanguageModelV4({
    provider: 'openai.chat',
    modelId: 'gpt-5',
    doStream: async () => ({
      stream: simulateReadableStream({
        initialDelayInMs: null,
        chunkDelayInMs: null,
        chunks: [
          { type: 'stream-start' as const, warnings: [] },
          { type: 'text-start' as const, id: '1' },
          ...['Hel', 'lo'].map(delta => ({ type: 'text-delta' as const, id: '1', delta })),
          { type: 'text-end' as const, id: '1' },
          { type: 'finish' as const, ...finished('stop') },
        ],
      }),
    }),
  })
const weather = tool({
  inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
  execute: async ({ city }) => trace('look it up', () => `rain in ${city}`),
})

async function recordsOf(use: () => PromiseLike<unknown>): Promise<SpanRecord[]> {
  const handle = stage.enable(enableVercelAiAutolog)
  await use()
  const spans = await spansOf(handle.run)
  expect(handle.getStats()).toMatchObject({ failures: 0 })
  return spans.toSorted((a, b) => a.time - b.time)
}

const named = (spans: SpanRecord[], kind: string) => spans.filter(({ spanKind }) => spanKind === kind)

test('generateText: one model call below its operation', async () => {
  const spans = await recordsOf(() =>
    generateText({ model: modelOf(said), instructions: 'Be brief', prompt: 'Hi', temperature: 0.5 }),
  )
  const [operation] = named(spans, 'chain')
  const [call] = named(spans, 'llm')
  expect(spans).toHaveLength(2)
  expect(operation).toMatchObject({ name: 'generateText gpt-5', output: [{ parts: [{ content: 'Hello' }] }] })
  expect(operation!.attributes).not.toHaveProperty('seetrain.cost.unknown')
  expect(call).toMatchObject({
    name: 'chat gpt-5',
    parentId: operation!.spanId,
    traceId: operation!.traceId,
    input: [
      { role: 'system', parts: [{ content: 'Be brief' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
    ],
    output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
    attributes: {
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 2,
      'seetrain.cost.source': expect.any(String) as string,
    },
  })
})

test('tools: what they do lies below them, and each step is a call', async () => {
  const called = {
    content: [{ type: 'tool-call' as const, toolCallId: 't1', toolName: 'weather', input: '{"city":"Oslo"}' }],
    ...finished('tool-calls'),
  }
  const spans = await recordsOf(() =>
    generateText({ model: modelOf(called, said), prompt: 'How is it?', tools: { weather }, stopWhen: isStepCount(3) }),
  )
  const [operation] = named(spans, 'chain')
  const [tooled] = named(spans, 'tool')
  expect(named(spans, 'llm')).toMatchObject([
    {
      parentId: operation!.spanId,
      output: [{ parts: [{ type: 'tool_call', id: 't1', arguments: { city: 'Oslo' } }] }],
    },
    {
      parentId: operation!.spanId,
      input: [{}, {}, { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1' }] }],
    },
  ])
  expect(tooled).toMatchObject({
    name: 'execute_tool weather',
    parentId: operation!.spanId,
    input: { city: 'Oslo' },
    output: 'rain in Oslo',
  })
  expect(named(spans, 'function')).toMatchObject([{ name: 'look it up', parentId: tooled!.spanId }])
})

test('streamText: the whole text, in one record', async () => {
  const spans = await recordsOf(async () => {
    await drain(streamText({ model: streaming(), prompt: 'Hi' }).textStream)
  })
  expect(named(spans, 'llm')).toMatchObject([
    { status: 'ok', output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.usage.output_tokens': 5 } },
  ])
  expect(named(spans, 'chain')).toMatchObject([
    { name: 'streamText gpt-5', output: [{ parts: [{ content: 'Hello' }] }] },
  ])
})

test('an error ends the call and the operation around it', async () => {
  const failing = new MockLanguageModelV4({
    modelId: 'gpt-5',
    doGenerate: async () => {
      throw new RangeError('no')
    },
  })
  const seen: unknown[] = []
  const spans = await recordsOf(() =>
    generateText({ model: failing, prompt: 'Hi', maxRetries: 0 }).catch(error => seen.push(describeError(error))),
  )
  expect(seen).toEqual([{ class: 'RangeError', name: 'RangeError', message: 'no' }])
  expect(spans).toMatchObject([{ status: 'error' }, { status: 'error', error: { name: 'RangeError', message: 'no' } }])
})

test('two at once make one record', async () => {
  const [older, newer] = [stage.enable(enableVercelAiAutolog), stage.enable(enableVercelAiAutolog)]
  await generateText({ model: modelOf(said), prompt: 'Hi' })
  expect([(await spansOf(older.run)).length, (await spansOf(newer.run)).length]).toEqual([0, 2])
})

test('embeddings', async () => {
  const model = new MockEmbeddingModelV4({
    modelId: 'text-embedding-3-small',
    doEmbed: async () => ({ embeddings: [[1, 2, 3]], usage: { tokens: 3 }, warnings: [] }),
  })
  const spans = await recordsOf(() => embed({ model, value: 'one' }))
  expect(named(spans, 'embedding')).toMatchObject([
    { input: ['one'], output: { count: 1, dimensions: 3 }, attributes: { 'gen_ai.usage.input_tokens': 3 } },
  ])
})

test('what the program keeps back is not recorded, and disable leaves nothing behind', async () => {
  const before = Reflect.has(globalThis, 'AI_SDK_TELEMETRY_INTEGRATIONS')
  const spans = await recordsOf(() =>
    generateText({ model: modelOf(said), prompt: 'secret', telemetry: { recordInputs: false, recordOutputs: false } }),
  )
  expect(JSON.stringify(spans)).not.toMatch(/secret|Hello/)
  const handle = stage.enable(enableVercelAiAutolog)
  handle.disable()
  expect(handle.enabled).toBe(false)
  await generateText({ model: modelOf(said), prompt: 'Hi' })
  expect(await spansOf(handle.run)).toEqual([])
  expect(before).toBe(false)
})
