import { enableMistralAutolog } from '@seetrain/autolog'
import * as mistral from '@mistralai/mistralai'
import { events, json } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first, recordsWhile } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const { HTTPClient, Mistral } = mistral
const stage = new Stage()
const client = (options: object = {}) =>
  new Mistral({ apiKey: 'key-for-tests-1234', serverURL: stage.server.url, ...options })
const question = { model: 'mistral-small-latest', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
const head = { id: 'cmpl-1', object: 'chat.completion', created: 1, model: 'mistral-small-2506' }
const answered = (message: object, finish_reason = 'stop') => ({
  ...head,
  usage,
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
})
const piece = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  ...head,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
})
const pieces = [
  piece({ role: 'assistant', content: '' }),
  piece({ content: 'Hel' }),
  piece({ content: 'lo' }, 'stop', { usage }),
]
const called = {
  tool_calls: [{ id: 't1', type: 'function', function: { name: 'weather', arguments: '{"cityName":"Oslo"}' } }],
}
const retries = {
  strategy: 'backoff',
  backoff: { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 1000 },
  retryConnectionErrors: false,
} as const

describeSdk({
  stage,
  enable: enableMistralAutolog,
  options: { module: mistral },
  shape: () =>
    descriptorsOf(
      ...[client().chat, client().fim, client().embeddings, client().ocr].map(
        part => Object.getPrototypeOf(part) as object,
      ),
      Object.getPrototypeOf(Mistral.prototype) as object,
      HTTPClient.prototype,
    ),
  behaviours: [
    {
      name: 'complete',
      answers: [json(answered({ content: 'Hello' }), { headers: { 'x-ratelimit-remaining-tokens-minute': '9' } })],
      use: async () => client().chat.complete({ ...question, temperature: 0.5, maxTokens: 20 }),
      records: ['ok'],
      expected: [
        {
          name: 'chat mistral-small-latest',
          input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
          output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
          attributes: {
            'gen_ai.provider.name': 'mistral_ai',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.request.max_tokens': 20,
            'gen_ai.response.model': 'mistral-small-2506',
            'gen_ai.usage.input_tokens': 10,
            'gen_ai.usage.output_tokens': 5,
            'http.response.status_code': 200,
            'seetrain.request.id': 'request-1',
            'seetrain.rate_limit.remaining_tokens': 9,
            'url.path': '/v1/chat/completions',
          },
        },
      ],
    },
    {
      name: 'a stream, read to its end',
      answers: [events(pieces)],
      use: async () => collect(await client().chat.stream(question)),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{ content: 'Hello' }] }],
          attributes: { 'gen_ai.usage.input_tokens': 10, 'seetrain.stream.chunks': 3 },
        },
      ],
    },
    {
      name: 'a stream, read with a reader',
      answers: [events(pieces)],
      use: async () => {
        const reader = (await client().chat.stream(question)).getReader()
        const seen: unknown[] = []
        for (let next = await reader.read(); !next.done; next = await reader.read()) seen.push(next.value)
        return seen
      },
      records: ['ok'],
      expected: [{ output: [{ parts: [{ content: 'Hello' }] }] }],
    },
    {
      name: 'a stream, broken off',
      answers: [events(pieces.slice(0, 2), { done: false, end: false })],
      use: async () => first(await client().chat.stream(question), 2),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{ content: 'Hel' }] }] }],
    },
    {
      name: 'a tool call',
      answers: [json(answered({ content: '', ...called }, 'tool_calls'))],
      use: async () =>
        client().chat.complete({
          ...question,
          tools: [{ type: 'function', function: { name: 'weather', parameters: {} } }],
        }),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{}, { type: 'tool_call', id: 't1', name: 'weather', arguments: { cityName: 'Oslo' } }] }],
          attributes: { 'gen_ai.tool.definitions': [{}] },
        },
      ],
    },
    {
      name: 'an error',
      answers: [json({ message: 'no' }, { status: 401 })],
      use: async () => client().chat.complete(question).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'SDKError' }, attributes: { 'http.response.status_code': 401 } }],
    },
    {
      name: 'a retry',
      answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(answered({ content: 'Hello' }))],
      use: async () => client().chat.complete(question, { retries }),
      records: ['ok'],
      expected: [
        {
          attributes: { 'http.request.resend_count': 1 },
          events: [
            { attributes: { 'http.response.status_code': 500, 'seetrain.attempt.retry_after_ms': 1 } },
            { attributes: { 'http.response.status_code': 200 } },
          ],
        },
      ],
    },
    {
      name: 'code that is filled in',
      answers: [json(answered({ content: 'return 1' }))],
      use: async () => client().fim.complete({ model: 'codestral-latest', prompt: 'def f():', suffix: 'f()' }),
      records: ['ok'],
      expected: [
        {
          name: 'text_completion codestral-latest',
          input: [{ parts: [{ content: 'def f():' }] }, { parts: [{ content: 'f()' }] }],
        },
      ],
    },
    {
      name: 'embeddings',
      answers: [
        json({ ...head, object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1, 2, 3] }], usage }),
      ],
      use: async () => client().embeddings.create({ model: 'mistral-embed', inputs: ['one'] }),
      records: ['ok'],
      expected: [{ spanKind: 'embedding', input: ['one'], output: { count: 1, dimensions: 3 } }],
    },
  ],
})

test('a read page: the document goes in, the text comes out', async () => {
  const bytes = Buffer.from('a picture of something')
  const answer = {
    model: 'mistral-ocr',
    pages: [{ index: 0, markdown: '# Title', images: [], dimensions: null }],
    usage_info: { pages_processed: 1 },
  }
  const use = async () =>
    client().ocr.process({
      model: 'mistral-ocr-latest',
      document: { type: 'image_url', imageUrl: `data:image/png;base64,${bytes.toString('base64')}` },
    })
  const [span] = await recordsWhile(
    { stage, enable: enableMistralAutolog, options: { module: mistral } },
    [json(answer)],
    use,
  )
  expect(span).toMatchObject({
    input: [{ parts: [{ type: 'blob', blob: { size: bytes.length } }] }],
    output: [{ parts: [{ content: '# Title' }] }],
    attributes: { 'mistral.response.pages': 1 },
  })
})
