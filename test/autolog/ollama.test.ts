import { enableOllamaAutolog, spanOf } from '@seetrain/autolog'
import { Ollama } from 'ollama'
import { json, lines } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first, recordsWhile } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const client = () => new Ollama({ host: stage.server.url })
const question = { model: 'qwen3:4b', messages: [{ role: 'user', content: 'Say hello' }] }
const counts = { prompt_eval_count: 10, eval_count: 5, total_duration: 7, load_duration: 2 }
const said = (message: object) => ({ model: 'qwen3:4b', message: { role: 'assistant', ...message } })
const pieces = [
  { ...said({ content: '', thinking: 'Hm' }), done: false },
  { ...said({ content: 'Hel' }), done: false },
  { ...said({ content: 'lo' }), done: false },
  { ...said({ content: '' }), done: true, done_reason: 'stop', ...counts },
]

describeSdk({
  stage,
  enable: enableOllamaAutolog,
  shape: () => descriptorsOf(Object.getPrototypeOf(Ollama.prototype) as object, Ollama.prototype),
  behaviours: [
    {
      name: 'chat',
      answers: [json({ ...said({ content: 'Hello' }), done: true, done_reason: 'stop', ...counts })],
      use: async () => client().chat({ ...question, options: { temperature: 0.5, num_predict: 20 } }),
      records: ['ok'],
      expected: [
        {
          name: 'chat qwen3:4b',
          input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
          output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
          attributes: {
            'gen_ai.provider.name': 'ollama',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.request.max_tokens': 20,
            'gen_ai.usage.input_tokens': 10,
            'gen_ai.usage.output_tokens': 5,
            'http.response.status_code': 200,
            'url.path': '/api/chat',
          },
        },
      ],
    },
    {
      name: 'a stream, read to its end',
      answers: [lines(pieces)],
      use: async () => collect(await client().chat({ ...question, stream: true })),
      records: ['ok'],
      expected: [
        {
          output: [
            {
              parts: [
                { type: 'reasoning', content: 'Hm' },
                { type: 'text', content: 'Hello' },
              ],
            },
          ],
          attributes: { 'seetrain.stream.chunks': 4, 'gen_ai.usage.output_tokens': 5 },
        },
      ],
    },
    {
      name: 'a stream, broken off',
      answers: [lines(pieces, { end: false })],
      use: async () => first(await client().chat({ ...question, stream: true }), 2),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{}, { content: 'Hel' }] }] }],
    },
    {
      name: 'a stream, aborted by the client',
      answers: [lines(pieces.slice(0, 2), { end: false })],
      use: async () => {
        const ours = client()
        const seen: unknown[] = []
        try {
          for await (const chunk of await ours.chat({ ...question, stream: true }))
            if (seen.push(chunk) === 2) ours.abort()
        } catch (error) {
          return [seen, describeError(error)]
        }
        return seen
      },
      records: ['aborted'],
    },
    {
      name: 'a stream that tells of an error',
      answers: [lines([pieces[1], { error: 'out of memory' }])],
      use: async () => collect(await client().chat({ ...question, stream: true })).catch(describeError),
      records: ['error'],
      expected: [{ error: { message: 'out of memory' } }],
    },
    {
      name: 'an error',
      answers: [json({ error: 'model "none" not found' }, { status: 404 })],
      use: async () => client().chat(question).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'ResponseError' }, attributes: { 'http.response.status_code': 404 } }],
    },
    {
      name: 'generate, with a tool of no use to it',
      answers: [json({ model: 'qwen3:4b', response: 'Hello', done: true, ...counts })],
      use: async () => client().generate({ model: 'qwen3:4b', prompt: 'Say hello', system: 'Be brief' }),
      records: ['ok'],
      expected: [
        {
          name: 'text_completion qwen3:4b',
          input: [{ role: 'system' }, { role: 'user' }],
          output: [{ parts: [{ content: 'Hello' }] }],
        },
      ],
    },
    {
      name: 'tools',
      answers: [
        json({
          ...said({ content: '', tool_calls: [{ function: { name: 'weather', arguments: { city: 'Oslo' } } }] }),
          done: true,
        }),
      ],
      use: async () => client().chat({ ...question, tools: [{ type: 'function', function: { name: 'weather' } }] }),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] }],
          attributes: { 'gen_ai.tool.definitions': [{ type: 'function' }] },
        },
      ],
    },
    {
      name: 'embeddings',
      answers: [json({ model: 'nomic-embed-text', embeddings: [[1, 2, 3]], prompt_eval_count: 3 })],
      use: async () => client().embed({ model: 'nomic-embed-text', input: 'one' }),
      records: ['ok'],
      expected: [{ spanKind: 'embedding', input: 'one', output: { count: 1, dimensions: 3 } }],
    },
    {
      name: 'what asks no model',
      answers: [json({ status: 'success' })],
      use: async () => client().pull({ model: 'qwen3:4b' }),
      records: [],
    },
  ],
})

test('pictures go to the blobs, and the answer leads back to its span', async () => {
  const bytes = Buffer.from('a picture of something')
  let answer: object = {}
  const [span] = await recordsWhile(
    { stage, enable: enableOllamaAutolog },
    [json({ ...said({ content: 'A cat' }), done: true })],
    async () => {
      answer = await client().chat({
        model: 'llava',
        messages: [{ role: 'user', content: 'What is it?', images: [bytes] }],
      })
    },
  )
  expect(span!.input).toMatchObject([
    { parts: [{ type: 'text' }, { type: 'blob', modality: 'image', blob: { size: bytes.length } }] },
  ])
  expect(spanOf(answer)?.spanId).toBe(span!.spanId)
})
