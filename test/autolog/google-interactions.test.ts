import { enableGoogleGenaiAutolog, wrap } from '@seetrain/autolog'
import { init } from '@seetrain/core'
import { GoogleGenAI } from '@google/genai'
import { brokenEvents, events, json } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
// the SDK's own choice of a fetch is not to be had inside of Jest
const client = () =>
  new GoogleGenAI({
    apiKey: 'key-for-tests-1234',
    vertexai: false,
    httpOptions: { baseUrl: stage.server.url, fetch },
  })
const interactions = () => client().interactions
const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object
const question = { model: 'gemini-2.5-flash', input: 'Say hello' } as const

const usage = {
  total_input_tokens: 10,
  total_output_tokens: 5,
  total_thought_tokens: 3,
  total_cached_tokens: 4,
  total_tool_use_tokens: 2,
  output_tokens_by_modality: [{ modality: 'audio', tokens: 1 }],
}
const head = { id: 'interaction-1', object: 'interaction', model: 'gemini-2.5-flash', status: 'completed' }
const text = (words: string) => ({ type: 'text', text: words })
const done = (...steps: object[]) => ({ ...head, steps, usage })
const said = (words: string) => ({ type: 'model_output', content: [text(words)] })
const called = { type: 'function_call', id: 'f1', name: 'weather', arguments: { city: 'Oslo' } }

const delta = (index: number, piece: object) => ({ event_type: 'step.delta', index, delta: piece })
const pieces = [
  { event_type: 'interaction.created', interaction: { ...head, status: 'in_progress' } },
  { event_type: 'step.start', index: 0, step: { type: 'thought' } },
  delta(0, { type: 'thought_summary', content: text('I think') }),
  { event_type: 'step.start', index: 1, step: { type: 'model_output' } },
  delta(1, text('Hel')),
  delta(1, text('lo')),
  { event_type: 'step.stop', index: 1 },
  { event_type: 'interaction.completed', interaction: { ...head, usage } },
]
const streamed = async () => interactions().create({ ...question, stream: true })

describeSdk({
  stage,
  enable: enableGoogleGenaiAutolog,
  shape: () => {
    const next = (interactions() as unknown as { getClient(): { _httpClient: object } }).getClient()
    return descriptorsOf(
      prototypeOf(interactions()),
      prototypeOf(Reflect.get<object, PropertyKey>(next, '_httpClient')),
      prototypeOf(prototypeOf(next)),
    )
  },
  behaviours: [
    {
      name: 'a text',
      answers: [json(done({ type: 'thought', summary: [text('I think')] }, said('Hello')))],
      use: async () =>
        (
          await interactions().create({
            ...question,
            system_instruction: 'Be brief',
            generation_config: { temperature: 0.5, max_output_tokens: 20 },
          })
        ).output_text,
      records: ['ok'],
      expected: [
        {
          name: 'chat gemini-2.5-flash',
          input: [
            { role: 'system', parts: [{ content: 'Be brief' }] },
            { role: 'user', parts: [{ type: 'text', content: 'Say hello' }] },
          ],
          output: [
            {
              role: 'assistant',
              parts: [
                { type: 'reasoning', content: 'I think' },
                { type: 'text', content: 'Hello' },
              ],
              finish_reason: 'completed',
            },
          ],
          attributes: {
            'gen_ai.provider.name': 'gcp.gemini',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.request.max_tokens': 20,
            'gen_ai.response.id': 'interaction-1',
            'gen_ai.usage.input_tokens': 12,
            'gen_ai.usage.output_tokens': 8,
            'gen_ai.usage.reasoning.output_tokens': 3,
            'gen_ai.usage.cache_read.input_tokens': 4,
            'gen_ai.usage.audio.output_tokens': 1,
            'http.response.status_code': 200,
            'seetrain.request.id': 'request-1',
            'url.path': '/v1/interactions',
          },
        },
      ],
    },
    {
      name: 'a tool, and what it gave',
      answers: [json({ ...done(called), status: 'requires_action' }), json(done(said('Rain')))],
      use: async () => {
        const tools = [{ type: 'function' as const, name: 'weather', parameters: {} }]
        const { id, status } = await interactions().create({ ...question, tools })
        const result = { type: 'function_result' as const, call_id: 'f1', name: 'weather', result: 'grey' }
        const answer = await interactions().create({ ...question, input: [result], previous_interaction_id: id })
        return [status, answer.output_text]
      },
      records: ['ok', 'ok'],
      expected: [
        {
          output: [
            {
              parts: [{ type: 'tool_call', id: 'f1', name: 'weather', arguments: { city: 'Oslo' } }],
              finish_reason: 'requires_action',
            },
          ],
          attributes: { 'gen_ai.tool.definitions': [{ name: 'weather' }] },
        },
        {
          input: [{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'f1', response: 'grey' }] }],
          output: [{ parts: [{ content: 'Rain' }] }],
          attributes: { 'gen_ai.request.previous_response.id': 'interaction-1' },
        },
      ],
    },
    {
      name: 'a stream, read to its end',
      answers: [events(pieces)],
      use: async () => collect(await streamed()),
      records: ['ok'],
      expected: [
        {
          output: [
            {
              parts: [
                { type: 'reasoning', content: 'I think' },
                { type: 'text', content: 'Hello' },
              ],
            },
          ],
          attributes: {
            'gen_ai.usage.input_tokens': 12,
            'gen_ai.request.stream': true,
            'seetrain.stream.chunks': pieces.length,
          },
        },
      ],
    },
    {
      name: 'a stream of a tool call',
      answers: [
        events([
          { event_type: 'step.start', index: 0, step: { ...called, arguments: {} } },
          delta(0, { type: 'arguments_delta', arguments: '{"city":' }),
          delta(0, { type: 'arguments_delta', arguments: '"Oslo"}' }),
          { event_type: 'interaction.completed', interaction: { ...head, status: 'requires_action', usage } },
        ]),
      ],
      use: async () => collect(await streamed()),
      records: ['ok'],
      expected: [{ output: [{ parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] }] }],
    },
    {
      name: 'a stream, broken off',
      answers: [events(pieces.slice(0, 6), { done: false, end: false })],
      use: async () => first(await streamed(), 5),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{}, { content: 'Hel' }] }] }],
    },
    {
      name: 'a stream whose connection dies',
      answers: [brokenEvents(pieces.slice(0, 6))],
      use: async () =>
        collect(await interactions().create({ ...question, stream: true, background: true })).catch(describeError),
      records: ['error'],
    },
    {
      name: 'an error',
      answers: [json({ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }, { status: 400 })],
      use: async () => interactions().create(question).catch(describeError),
      records: ['error'],
      expected: [{ attributes: { 'http.response.status_code': 400 } }],
    },
    {
      name: 'retries',
      answers: [json({ error: {} }, { status: 503, headers: { 'retry-after-ms': '1' } }), json(done(said('Hello')))],
      use: async () => (await interactions().create(question)).output_text,
      records: ['ok'],
      expected: [
        {
          attributes: { 'http.request.resend_count': 1 },
          events: [503, 200].map(status => ({ attributes: { 'http.response.status_code': status } })),
        },
      ],
    },
    {
      name: 'one that failed',
      answers: [json({ ...head, status: 'failed', errors: [{ code: 'internal', message: 'lost' }], steps: [] })],
      use: async () => (await interactions().create(question)).status,
      records: ['error'],
      expected: [{ error: { name: 'internal', message: 'lost' } }],
    },
  ],
})

test('in the background: looks that find nothing are no records, and the tokens count once', async () => {
  const id = 'interaction-2'
  const waiting = json({ ...head, id, status: 'in_progress', steps: [] })
  stage.server.answer(waiting, waiting, json({ ...done(said('Hello')), id }))
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const all = interactions()
  await all.create({ ...question, background: true })
  for (let look = 0; look < 3; look++) await all.get(id)
  const spans = await spansOf(handle.run)
  expect(
    spans.map(({ attributes }) => [attributes['gen_ai.operation.name'], 'gen_ai.usage.input_tokens' in attributes]),
  ).toEqual([
    ['chat', false],
    ['retrieve_response', true],
    ['retrieve_response', false],
  ])
  expect(spans[1]).toMatchObject({ output: [{ parts: [{ content: 'Hello' }] }] })
})

test('pictures go to the blobs', async () => {
  const bytes = Buffer.from('a picture of something')
  const image = { type: 'image' as const, mime_type: 'image/png' as const, data: bytes.toString('base64') }
  stage.server.answer(json(done({ type: 'model_output', content: [image] })))
  const handle = stage.enable(enableGoogleGenaiAutolog)
  await interactions().create({ ...question, input: [image, { type: 'text', text: 'Paint it' }] })
  const [span] = await spansOf(handle.run)
  const blob = { size: bytes.length, mime: 'image/png' }
  expect(span).toMatchObject({
    input: [{ role: 'user', parts: [{ type: 'blob', modality: 'image', blob }, { content: 'Paint it' }] }],
    output: [{ parts: [{ type: 'blob', blob }] }],
  })
  expect(JSON.stringify(span)).not.toContain(image.data)
})

test('wrap listens to one client alone', async () => {
  stage.server.answer(json(done(said('Hello'))))
  const run = init(stage.runOptions())
  const ours = wrap(client())
  await ours.interactions.create(question)
  await interactions().create(question)
  const spans = await spansOf(run)
  expect(spans).toMatchObject([{ attributes: { 'http.response.status_code': 200 } }])
  await run.finish()
})
