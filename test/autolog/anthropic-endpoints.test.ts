import Anthropic from '@anthropic-ai/sdk'
import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import { enableAnthropicAutolog } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import { helloEvents, messageAnswer } from './anthropic-behaviours.ts'
import { awsEvents } from './bedrock-event-stream.ts'
import { events, json, type Answer } from './fake-server.ts'
import { collect, recordsWhile } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const client = () => new Anthropic({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url, maxRetries: 0 })
const question = {
  model: 'claude-sonnet-4-20250514',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Say hello' }],
}
const recordsOf = (answers: Answer[], use: () => Promise<unknown>): Promise<SpanRecord[]> =>
  recordsWhile({ stage, enable: enableAnthropicAutolog }, answers, use)

test('counted tokens are no answer of a model', async () => {
  const [span] = await recordsOf([json({ input_tokens: 7 })], async () => client().messages.countTokens(question))
  expect(span).toMatchObject({
    name: 'count_tokens claude-sonnet-4-20250514',
    spanKind: 'request',
    input: [{ parts: [{ content: 'Say hello' }] }],
    output: { input_tokens: 7 },
  })
})

test('a batch holds its requests', async () => {
  const counts = { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 }
  const answer = json({
    id: 'msgbatch_1',
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: counts,
  })
  const [span] = await recordsOf([answer], async () =>
    client().messages.batches.create({ requests: [{ custom_id: 'one', params: question }] }),
  )
  expect(span).toMatchObject({
    name: 'create_batch',
    input: [{ id: 'one', model: question.model, messages: [{ parts: [{ content: 'Say hello' }] }] }],
    attributes: {
      'anthropic.batch.requests': 1,
      'anthropic.batch.status': 'in_progress',
      'gen_ai.response.id': 'msgbatch_1',
    },
  })
})

test('beta messages', async () => {
  const spans = await recordsOf([json(messageAnswer())], async () =>
    client().beta.messages.create({ ...question, betas: ['context-1m-2025-08-07'] }),
  )
  expect(spans).toMatchObject([{ spanKind: 'llm', output: [{ parts: [{ content: 'Hello' }] }] }])
})

test('the tool runner: one record per turn', async () => {
  const called = messageAnswer(
    [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } }],
    'tool_use',
  )
  const weather = {
    name: 'weather',
    description: 'The weather',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' as const } } },
    parse: (input: unknown) => input as { city: string },
    run: async ({ city }: { city: string }) => `rain in ${city}`,
    type: 'custom' as const,
  }
  const spans = await recordsOf([json(called), json(messageAnswer())], async () => {
    const message = await client().beta.messages.toolRunner({ ...question, tools: [weather] })
    expect(message.content).toMatchObject([{ text: 'Hello' }])
  })
  expect(spans).toMatchObject([
    { output: [{ parts: [{ type: 'tool_call', name: 'weather' }] }] },
    // the API keeps the thread: only what is new goes over the wire
    {
      input: [{ parts: [{ type: 'tool_call_response', id: 'toolu_1', response: 'rain in Oslo' }] }],
      attributes: { 'gen_ai.request.previous_response.id': 'msg_1' },
    },
  ])
})

describe('Bedrock', () => {
  const bedrock = () =>
    new AnthropicBedrock({
      awsRegion: 'eu-central-1',
      awsAccessKey: 'key-for-tests',
      awsSecretKey: 'secret-for-tests',
      baseURL: stage.server.url,
      maxRetries: 0,
    })
  const ours = { ...question, model: 'anthropic.claude-sonnet-4-20250514-v1:0' }

  test('the model is found in the address', async () => {
    const spans = await recordsOf([json(messageAnswer())], async () => bedrock().messages.create(ours))
    expect(spans).toMatchObject([
      {
        name: `chat ${ours.model}`,
        output: [{ parts: [{ content: 'Hello' }] }],
        attributes: { 'gen_ai.usage.input_tokens': 100 },
      },
    ])
    expect(JSON.stringify(spans)).not.toContain('secret-for-tests')
  })

  test('a stream', async () => {
    const list = helloEvents.map(
      event => ['chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64') }] as const,
    )
    const spans = await recordsOf([awsEvents(list)], async () =>
      collect(await bedrock().messages.create({ ...ours, stream: true })),
    )
    expect(spans).toMatchObject([{ name: `chat ${ours.model}`, output: [{ parts: [{ content: 'Hello' }] }] }])
  })
})

test('Vertex: the model is found in the address', async () => {
  const authClient = { projectId: 'p', getRequestHeaders: async () => new Headers() } as never
  const vertex = new AnthropicVertex({
    projectId: 'p',
    region: 'europe-west1',
    authClient,
    baseURL: stage.server.url,
    maxRetries: 0,
  })
  const whole = await recordsOf([json(messageAnswer())], async () =>
    vertex.messages.create({ ...question, model: 'claude-sonnet-4@20250514' }),
  )
  expect(whole).toMatchObject([{ name: 'chat claude-sonnet-4@20250514', output: [{ parts: [{ content: 'Hello' }] }] }])
  const streamed = await recordsOf([events(helloEvents, { done: false })], async () =>
    collect(await vertex.messages.create({ ...question, model: 'claude-sonnet-4@20250514', stream: true })),
  )
  expect(streamed).toMatchObject([
    { name: 'chat claude-sonnet-4@20250514', output: [{ parts: [{ content: 'Hello' }] }] },
  ])
})
