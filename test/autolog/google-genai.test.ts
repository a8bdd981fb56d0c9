import { enableGoogleGenaiAutolog, wrap } from '@seetrain/autolog'
import { init } from '@seetrain/core'
import { GoogleGenAI } from '@google/genai'
import { brokenEvents, events, json } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first, recordsWhile } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
// the SDK's own choice of a fetch is not to be had inside of Jest
const client = (options: object = {}) =>
  new GoogleGenAI({
    apiKey: 'key-for-tests-1234',
    vertexai: false,
    httpOptions: { baseUrl: stage.server.url, fetch, ...options },
  })
const apiClient = () => Object.getPrototypeOf(Reflect.get(client(), 'apiClient')) as object
const question = { model: 'gemini-2.5-flash', contents: 'Say hello' }

const usageMetadata = {
  promptTokenCount: 10,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 3,
  cachedContentTokenCount: 4,
}
const generated = (...parts: object[]) => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
  modelVersion: 'gemini-2.5-flash-001',
  responseId: 'response-1',
  usageMetadata,
})
const pieces = ['Hel', 'lo'].map((text, index) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, ...(index === 1 && { finishReason: 'STOP' }) }],
  modelVersion: 'gemini-2.5-flash-001',
  ...(index === 1 && { usageMetadata }),
}))
const streamed = async () => client().models.generateContentStream(question)

describeSdk({
  stage,
  enable: enableGoogleGenaiAutolog,
  shape: () => descriptorsOf(apiClient()),
  behaviours: [
    {
      name: 'generateContent',
      answers: [json(generated({ text: 'I think', thought: true }, { text: 'Hello' }))],
      use: async () =>
        (
          await client().models.generateContent({
            ...question,
            config: { temperature: 0.5, systemInstruction: 'Be brief' },
          })
        ).text,
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
              finish_reason: 'stop',
            },
          ],
          attributes: {
            'gen_ai.provider.name': 'gcp.gemini',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.response.model': 'gemini-2.5-flash-001',
            'gen_ai.usage.input_tokens': 10,
            'gen_ai.usage.output_tokens': 8,
            'gen_ai.usage.reasoning.output_tokens': 3,
            'gen_ai.usage.cache_read.input_tokens': 4,
            'http.response.status_code': 200,
            'seetrain.request.id': 'request-1',
          },
        },
      ],
    },
    {
      name: 'a stream, read to its end',
      answers: [events(pieces, { done: false })],
      use: async () => collect(await streamed()),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
          attributes: { 'gen_ai.usage.input_tokens': 10, 'seetrain.stream.chunks': 2, 'gen_ai.request.stream': true },
        },
      ],
    },
    {
      name: 'a stream, broken off',
      answers: [events(pieces, { done: false, end: false })],
      use: async () => first(await streamed(), 1),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{ content: 'Hel' }] }], attributes: { 'seetrain.ending': 'cancelled' } }],
    },
    {
      name: 'a stream whose connection dies',
      answers: [brokenEvents(pieces)],
      use: async () => collect(await streamed()).catch(describeError),
      records: ['error'],
    },
    {
      name: 'an error',
      answers: [json({ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }, { status: 400 })],
      use: async () => client().models.generateContent(question).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'ApiError' }, attributes: { 'http.response.status_code': 400 } }],
    },
    {
      name: 'retries',
      answers: [json({ error: {} }, { status: 503 }), json(generated({ text: 'Hello' }))],
      use: async () =>
        (await client({ retryOptions: { attempts: 2, initialDelay: 0.001 } }).models.generateContent(question)).text,
      records: ['ok'],
      expected: [
        {
          attributes: { 'http.request.resend_count': 1, 'http.response.status_code': 200 },
          events: [503, 200].map(status => ({ attributes: { 'http.response.status_code': status } })),
        },
      ],
    },
    {
      name: 'a chat that calls a tool',
      answers: [
        json(generated({ functionCall: { id: 'c1', name: 'weather', args: { cityName: 'Oslo' } } })),
        json(generated({ text: 'Rain' })),
      ],
      use: async () => {
        const chat = client().chats.create({
          model: 'gemini-2.5-flash',
          config: { tools: [{ functionDeclarations: [{ name: 'weather' }] }] },
        })
        const { functionCalls } = await chat.sendMessage({ message: 'How is it?' })
        const answer = await chat.sendMessage({
          message: [{ functionResponse: { id: 'c1', name: 'weather', response: { sky: 'grey' } } }],
        })
        return [functionCalls, answer.text]
      },
      records: ['ok', 'ok'],
      expected: [
        { output: [{ parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { cityName: 'Oslo' } }] }] },
        { input: [{}, {}, { parts: [{ type: 'tool_call_response', id: 'c1', response: { sky: 'grey' } }] }] },
      ],
    },
    {
      name: 'embeddings',
      answers: [json({ embeddings: [{ values: [1, 2, 3] }] })],
      use: async () => client().models.embedContent({ model: 'text-embedding-004', contents: 'one' }),
      records: ['ok'],
      expected: [
        { name: 'embeddings text-embedding-004', input: [{ content: 'one' }], output: { count: 1, dimensions: 3 } },
      ],
    },
    {
      name: 'counted tokens',
      answers: [json({ totalTokens: 3 })],
      use: async () => client().models.countTokens(question),
      records: ['ok'],
      expected: [{ name: 'count_tokens gemini-2.5-flash', spanKind: 'request', output: { totalTokens: 3 } }],
    },
  ],
})

const bytes = Buffer.from('a picture of something')
const blob = { size: bytes.length, mime: 'image/png' }

test('pictures of a prompt and of an answer go to the blobs', async () => {
  const inlineData = { mimeType: 'image/png', data: bytes.toString('base64') }
  const [span] = await recordsWhile(
    { stage, enable: enableGoogleGenaiAutolog },
    [json(generated({ inlineData }))],
    async () => client().models.generateContent({ ...question, contents: [{ inlineData }, { text: 'Paint it' }] }),
  )
  expect(span).toMatchObject({
    input: [{ parts: [{ type: 'blob', modality: 'image', blob }, { content: 'Paint it' }] }],
    output: [{ parts: [{ type: 'blob', blob }] }],
  })
  expect(JSON.stringify(span)).not.toContain(inlineData.data)
})

test('pictures made of a prompt alone', async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => {})
  const answer = { predictions: [{ mimeType: 'image/png', bytesBase64Encoded: bytes.toString('base64') }] }
  const [span] = await recordsWhile({ stage, enable: enableGoogleGenaiAutolog }, [json(answer)], async () =>
    new GoogleGenAI({
      apiKey: 'key-for-tests-1234',
      vertexai: true,
      httpOptions: { baseUrl: stage.server.url, fetch },
    }).models.generateImages({ model: 'imagen-4.0-generate-001', prompt: 'A cat' }),
  )
  jest.restoreAllMocks()
  expect(span).toMatchObject({
    spanKind: 'image',
    input: [{ parts: [{ content: 'A cat' }] }],
    output: [{ parts: [{ type: 'blob', blob }] }],
  })
})

test.each([
  ['an answer', json(generated({ text: 'Hello' })), async () => (await client().models.generateContent(question)).text],
  [
    'a stream',
    events(pieces, { done: false }),
    async () => collect(await client().models.generateContentStream(question)),
  ],
])('the line that made the call of %s is kept', async (_, answer, ask) => {
  const [span] = await recordsWhile({ stage, enable: enableGoogleGenaiAutolog }, [answer], ask)
  expect(span!.attributes).toMatchObject({ 'code.file.path': expect.stringContaining('google-genai.test') })
})

test('wrap listens to one client alone', async () => {
  stage.server.answer(json(generated({ text: 'Hello' })))
  const run = init(stage.runOptions())
  const ours = wrap(client())
  await ours.models.generateContent(question)
  await client().models.generateContent(question)
  expect(await spansOf(run)).toHaveLength(1)
  await run.finish()
})
