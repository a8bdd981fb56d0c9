import { enableCohereAutolog } from '@seetrain/autolog'
import { CohereClient, CohereClientV2 } from 'cohere-ai'
import { events, json, type Answer } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const options = () => ({ token: 'key-for-tests-1234', environment: stage.server.url, maxRetries: 0 })
const client = () => new CohereClientV2(options())
const question = { model: 'command-a-03-2025', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const usage = { billed_units: { input_tokens: 8, output_tokens: 4 }, tokens: { input_tokens: 10, output_tokens: 5 } }
const answered = (message: object, finish = 'COMPLETE') => ({
  id: 'chat-1',
  finish_reason: finish,
  message: { role: 'assistant', ...message },
  usage,
})
const pieces = [
  { type: 'message-start', id: 'chat-1', delta: { message: { role: 'assistant' } } },
  { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
  ...['Hel', 'lo'].map(text => ({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } })),
  { type: 'content-end', index: 0 },
  { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } },
]
const toolPieces = [
  pieces[0],
  { type: 'tool-plan-delta', delta: { message: { tool_plan: 'Look it up' } } },
  {
    type: 'tool-call-start',
    index: 0,
    delta: { message: { tool_calls: { id: 't1', type: 'function', function: { name: 'weather', arguments: '' } } } },
  },
  ...['{"cityName"', ':"Oslo"}'].map(text => ({
    type: 'tool-call-delta',
    index: 0,
    delta: { message: { tool_calls: { function: { arguments: text } } } },
  })),
  { type: 'tool-call-end', index: 0 },
  { type: 'message-end', delta: { finish_reason: 'TOOL_CALL', usage } },
]
const streamed = async () => client().chatStream(question)

describeSdk({
  stage,
  enable: enableCohereAutolog,
  shape: () => {
    const probe = new CohereClient(options())
    return descriptorsOf(
      Object.getPrototypeOf(Object.getPrototypeOf(probe)) as object,
      Object.getPrototypeOf(probe.v2) as object,
    )
  },
  behaviours: [
    {
      name: 'chat',
      answers: [json(answered({ content: [{ type: 'text', text: 'Hello' }] }))],
      use: async () => client().chat({ ...question, temperature: 0.5, p: 0.9 }),
      records: ['ok'],
      expected: [
        {
          name: 'chat command-a-03-2025',
          input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
          output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'complete' }],
          attributes: {
            'gen_ai.provider.name': 'cohere',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.request.top_p': 0.9,
            'gen_ai.usage.input_tokens': 10,
            'gen_ai.usage.output_tokens': 5,
            'gen_ai.response.id': 'chat-1',
            'seetrain.request.id': 'request-1',
          },
        },
      ],
    },
    {
      name: 'withRawResponse',
      answers: [json(answered({ content: [{ type: 'text', text: 'Hello' }] }))],
      use: async () => {
        const { data, rawResponse } = await client().chat(question).withRawResponse()
        return [data, rawResponse.status]
      },
      records: ['ok'],
    },
    {
      name: 'a stream, read to its end',
      answers: [events(pieces)],
      use: async () => collect(await streamed()),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{ content: 'Hello' }] }],
          attributes: { 'gen_ai.usage.input_tokens': 10, 'gen_ai.request.stream': true },
        },
      ],
    },
    {
      name: 'a stream of a tool call',
      answers: [events(toolPieces)],
      use: async () => collect(await streamed()),
      records: ['ok'],
      expected: [
        {
          output: [
            {
              parts: [
                { type: 'reasoning', content: 'Look it up' },
                { type: 'tool_call', id: 't1', name: 'weather', arguments: { cityName: 'Oslo' } },
              ],
              finish_reason: 'tool_call',
            },
          ],
        },
      ],
    },
    {
      name: 'a stream, broken off',
      answers: [events(pieces.slice(0, 4), { done: false, end: false })],
      use: async () => first(await streamed(), 3),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{ content: 'Hel' }] }] }],
    },
    {
      name: 'an error',
      answers: [json({ message: 'slow down' }, { status: 429 })],
      use: async () => client().chat(question).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'TooManyRequestsError' }, attributes: { 'http.response.status_code': 429 } }],
    },
    {
      name: 'the first version of the API',
      answers: [json({ text: 'Hello', generation_id: 'g1', finish_reason: 'COMPLETE', meta: usage })],
      use: async () =>
        new CohereClient(options()).chat({
          message: 'Say hello',
          chatHistory: [{ role: 'CHATBOT', message: 'Hi' }],
          model: 'command-r',
        }),
      records: ['ok'],
      expected: [
        {
          input: [{ role: 'assistant' }, { role: 'user', parts: [{ content: 'Say hello' }] }],
          output: [{ parts: [{ content: 'Hello' }] }],
          attributes: { 'gen_ai.usage.output_tokens': 5 },
        },
      ],
    },
    {
      name: 'the first version, streamed',
      answers: [
        jsonLines([
          { event_type: 'text-generation', text: 'Hel' },
          { event_type: 'text-generation', text: 'lo' },
          {
            event_type: 'stream-end',
            finish_reason: 'COMPLETE',
            response: { text: 'Hello', finish_reason: 'COMPLETE', meta: usage },
          },
        ]),
      ],
      use: async () => collect(await new CohereClient(options()).chatStream({ message: 'Say hello' })),
      records: ['ok'],
      expected: [{ output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.usage.input_tokens': 10 } }],
    },
    {
      name: 'embeddings',
      answers: [
        json({
          id: 'e1',
          embeddings: { float: [[1, 2, 3]] },
          texts: ['one'],
          meta: { billed_units: { input_tokens: 1 } },
        }),
      ],
      use: async () =>
        client().embed({
          model: 'embed-v4.0',
          texts: ['one'],
          inputType: 'search_document',
          embeddingTypes: ['float'],
        }),
      records: ['ok'],
      expected: [
        {
          spanKind: 'embedding',
          input: ['one'],
          output: { count: 1, dimensions: 3 },
          attributes: { 'gen_ai.usage.input_tokens': 1 },
        },
      ],
    },
    {
      name: 'a ranking',
      answers: [
        json({ id: 'r1', results: [{ index: 1, relevance_score: 0.9 }], meta: { billed_units: { search_units: 1 } } }),
      ],
      use: async () => client().rerank({ model: 'rerank-v3.5', query: 'capital', documents: ['Bergen', 'Oslo'] }),
      records: ['ok'],
      expected: [
        {
          spanKind: 'reranker',
          input: { query: 'capital', documents: ['Bergen', 'Oslo'] },
          output: [{ index: 1, relevance_score: 0.9 }],
        },
      ],
    },
  ],
})

function jsonLines(list: object[]): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/stream+json' })
    for (const line of list) response.write(`${JSON.stringify(line)}\n`)
    response.end()
  }
}

test('a retry is counted, and each attempt seen', async () => {
  stage.server.answer(json({}, { status: 503, headers: { 'retry-after': '0' } }), json(answered({ content: [] })))
  const handle = stage.enable(enableCohereAutolog)
  const random = jest.spyOn(Math, 'random').mockReturnValue(0)
  await new CohereClientV2({ ...options(), maxRetries: 1 }).chat(question)
  random.mockRestore()
  const [span] = await spansOf(handle.run)
  expect(span!.events).toMatchObject(
    [503, 200].map(status => ({ attributes: { 'http.response.status_code': status } })),
  )
  expect(handle.totals).toMatchObject({ calls: 1, retries: 1 })
})
