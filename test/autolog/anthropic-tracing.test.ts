/** Anthropic's SDK writes OpenTelemetry spans of its own. Beside it, each records what it would alone. */
import Anthropic from '@anthropic-ai/sdk'
import { enableAnthropicAutolog } from '@seetrain/autolog'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { helloEvents, messageAnswer } from './anthropic-behaviours.ts'
import { brokenEvents, events, json, type Answer } from './fake-server.ts'
import { collect, describeError, first } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = {
  model: 'claude-sonnet-4-20250514',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}
const streamed = { ...question, stream: true as const }
const stream = events(helloEvents, { done: false })

interface Case {
  name: string
  answers: Answer[]
  use(client: Anthropic): Promise<unknown>
  /** Status of our records. */
  records: string[]
}

const cases: Case[] = [
  {
    name: 'create',
    answers: [json(messageAnswer())],
    use: client => client.messages.create(question),
    records: ['ok'],
  },
  {
    name: 'with its response',
    answers: [json(messageAnswer())],
    use: async client => (await client.messages.create(question).withResponse()).request_id,
    records: ['ok'],
  },
  {
    name: 'the response alone',
    answers: [json(messageAnswer())],
    use: async client => (await client.messages.create(question).asResponse()).json(),
    records: ['ok'],
  },
  {
    name: 'a stream',
    answers: [stream],
    use: async client => collect(await client.messages.create(streamed)),
    records: ['ok'],
  },
  {
    name: 'a stream, broken off',
    answers: [events(helloEvents.slice(0, 3), { done: false, end: false })],
    use: async client => first(await client.messages.create(streamed), 2),
    records: ['aborted'],
  },
  {
    name: 'a stream whose connection dies',
    answers: [brokenEvents(helloEvents.slice(0, 3))],
    use: async client => collect(await client.messages.create(streamed)).catch(describeError),
    records: ['error'],
  },
  {
    name: 'the helper',
    answers: [stream],
    use: async client => (await client.messages.stream(question).finalMessage()).content,
    records: ['ok'],
  },
  {
    name: 'an error',
    answers: [json({ type: 'error', error: { type: 'invalid_request_error', message: 'no' } }, { status: 400 })],
    use: client => client.messages.create(question).catch(describeError),
    records: ['error'],
  },
  {
    name: 'a retry',
    answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(messageAnswer())],
    use: client => client.messages.create(question),
    records: ['ok'],
  },
  {
    name: 'tools that run by themselves',
    answers: [
      json(messageAnswer([{ type: 'tool_use', id: 't1', name: 'sky', input: {} }], 'tool_use')),
      json(messageAnswer()),
    ],
    use: async client => {
      const tool = {
        type: 'custom' as const,
        name: 'sky',
        input_schema: { type: 'object' as const },
        run: () => 'grey',
        parse: (input: unknown) => input,
      }
      const { content } = await client.beta.messages.toolRunner({ ...question, tools: [tool] })
      return content
    },
    records: ['ok', 'ok'],
  },
]

test.each(cases.map(one => [one.name, one] as const))('%s', async (_, one) => {
  const bare = await observe(one)
  expect(bare.native.length).toBeGreaterThan(0)
  const handle = stage.enable(enableAnthropicAutolog)
  const watched = await observe(one)
  expect(watched).toEqual(bare)
  const spans = await spansOf(handle.run)
  expect(spans.map(({ status }) => status)).toEqual(one.records)
  expect(spans.every(({ attributes }) => attributes['gen_ai.provider.name'] === 'anthropic')).toBe(true)
  expect(handle.getStats().failures).toBe(0)
})

/** What the program sees, what the SDK's own tracing writes, and what goes over the wire. */
async function observe({ answers, use }: Case) {
  const { server } = stage
  server.answer(...answers)
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const client = new Anthropic({
    apiKey: 'key-for-tests-1234',
    baseURL: server.url,
    maxRetries: 1,
    openTelemetry: { tracerProvider, traces: { enabled: true, contentMode: 'content' } },
  })
  const seen: unknown = JSON.parse(JSON.stringify((await use(client)) ?? null))
  await tracerProvider.forceFlush()
  const ids = exporter.getFinishedSpans().map(span => span.spanContext().spanId)
  return {
    seen,
    native: exporter.getFinishedSpans().map(({ name, kind, status, attributes, events: marks, parentSpanContext }) => ({
      name,
      kind,
      status,
      attributes: { ...attributes, 'gen_ai.response.time_to_first_chunk': undefined },
      marks: marks.map(mark => mark.name),
      parent: ids.indexOf(parentSpanContext?.spanId ?? ''),
    })),
    wire: server.requests.map(({ method, path, body }) => ({ method, path, body })),
  }
}
