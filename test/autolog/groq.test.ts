import { enableGroqAutolog } from '@seetrain/autolog'
import Groq from 'groq-sdk'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { collect, describeError, describeSdk, descriptorsOf, first } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const client = (maxRetries = 0) => new Groq({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url, maxRetries })
const question = { model: 'llama-3.3-70b-versatile', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const limits = { 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-remaining-requests': '2' }

describeSdk({
  stage,
  enable: enableGroqAutolog,
  shape: () => descriptorsOf(Object.getPrototypeOf(Groq.prototype) as object, Groq.prototype),
  behaviours: [
    {
      name: 'create',
      answers: [json(chatAnswer('Hello'), { headers: limits })],
      use: async () => client().chat.completions.create(question),
      records: ['ok'],
      expected: [
        {
          name: 'chat llama-3.3-70b-versatile',
          input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
          output: [{ parts: [{ type: 'text', content: 'Hello' }] }],
          attributes: {
            'gen_ai.provider.name': 'groq',
            'gen_ai.usage.input_tokens': 10,
            'seetrain.request.id': 'request-1',
            'seetrain.rate_limit.remaining_tokens': 5,
            'seetrain.rate_limit.remaining_requests': 2,
          },
        },
      ],
    },
    {
      name: 'a stream, whose usage comes in a member of its own',
      answers: [
        events([
          ...chatChunks(['Hel', 'lo'], { usage: false }),
          {
            id: 'c',
            choices: [],
            x_groq: { id: 'req_1', usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } },
          },
        ]),
      ],
      use: async () => collect(await client().chat.completions.create({ ...question, stream: true })),
      records: ['ok'],
      expected: [{ output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.usage.input_tokens': 7 } }],
    },
    {
      name: 'a stream, broken off',
      answers: [events(chatChunks(['Hel', 'lo']), { done: false, end: false })],
      use: async () => first(await client().chat.completions.create({ ...question, stream: true }), 2),
      records: ['aborted'],
    },
    {
      name: 'an error',
      answers: [json({ error: { message: 'no' } }, { status: 429 })],
      use: async () => client().chat.completions.create(question).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'RateLimitError' }, attributes: { 'error.type': 'RateLimitError' } }],
    },
    {
      name: 'a retry',
      answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(chatAnswer('Hello'))],
      use: async () => client(1).chat.completions.create(question),
      records: ['ok'],
      expected: [{ attributes: { 'http.request.resend_count': 1 } }],
    },
    {
      name: 'a transcription',
      answers: [json({ text: 'Good morning' })],
      use: async () =>
        client()
          .audio.transcriptions.create({ model: 'whisper-large-v3', file: new File(['sound'], 'a.mp3') })
          .then(({ text }) => text),
      records: ['ok'],
      expected: [{ spanKind: 'audio', output: [{ parts: [{ content: 'Good morning' }] }] }],
    },
  ],
})
