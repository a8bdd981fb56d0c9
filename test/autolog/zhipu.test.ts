import { enableZhipuAutolog } from '@seetrain/autolog'
import type { Readable } from 'node:stream'
import { ZhipuAI } from 'zhipuai'
import { ZhipuAI as ZhipuV4 } from 'zhipuai-sdk-nodejs-v4'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { collect, describeError, describeSdk, descriptorsOf, first } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'glm-4', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const v4 = () => new ZhipuV4({ apiKey: 'key-for-tests.1234', baseUrl: `${stage.server.url}/v4` })
const requestClass = () => Object.getPrototypeOf(Reflect.get(v4(), 'request')) as object
const streamed = async () => (await v4().completions.create({ ...question, stream: true })) as Readable

async function* firstOf(stream: AsyncIterable<unknown>): AsyncGenerator {
  for await (const piece of stream) {
    yield piece
    return
  }
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = ''
  for await (const piece of stream) all += String(piece)
  return all
}

describe('zhipuai-sdk-nodejs-v4', () => {
  describeSdk({
    stage,
    enable: enableZhipuAutolog,
    shape: () => descriptorsOf(requestClass()),
    behaviours: [
      {
        name: 'create, by both of its ways',
        answers: [json(chatAnswer('Hello'))],
        use: async () => [
          await v4().completions.create({ ...question, topP: 0.5 }),
          await v4().createCompletions(question),
        ],
        records: ['ok', 'ok'],
        expected: [
          {
            name: 'chat glm-4',
            input: [{ parts: [{ content: 'Say hello' }] }],
            output: [{ parts: [{ content: 'Hello' }] }],
            attributes: {
              'gen_ai.provider.name': 'zhipu_ai',
              'gen_ai.request.top_p': 0.5,
              'gen_ai.usage.input_tokens': 10,
              'http.response.status_code': 200,
              'seetrain.request.id': 'request-1',
              'url.path': '/v4/chat/completions',
            },
          },
          {},
        ],
      },
      {
        name: 'a stream of bytes, read by for await',
        answers: [events(chatChunks(['Hel', 'lo']))],
        use: async () => text(await streamed()),
        records: ['ok'],
        expected: [{ output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.usage.output_tokens': 5 } }],
      },
      {
        name: 'a stream of bytes, read by listeners',
        answers: [events(chatChunks(['Hel', 'lo']))],
        use: async () => {
          const stream = await streamed()
          const seen: string[] = []
          stream.on('data', (piece: Buffer) => seen.push(piece.toString()))
          await new Promise(resolve => stream.on('end', resolve))
          return seen.join('')
        },
        records: ['ok'],
        expected: [{ output: [{ parts: [{ content: 'Hello' }] }] }],
      },
      {
        name: 'a stream of bytes, broken off',
        answers: [events(chatChunks(['Hel', 'lo']), { done: false, end: false })],
        use: async () => {
          const stream = await streamed()
          const closed = new Promise(resolve => stream.once('close', resolve).on('error', () => {}))
          const seen = await text(firstOf(stream))
          await closed
          return seen.slice(0, 5)
        },
        records: ['aborted'],
      },
      {
        name: 'an error, which is no Error',
        answers: [json({ error: { code: '1211', message: 'no such model' } }, { status: 400 })],
        use: async () =>
          v4()
            .completions.create(question)
            .catch((error: unknown) => error),
        records: ['error'],
        expected: [{ attributes: { 'http.response.status_code': 400 } }],
      },
      {
        name: 'embeddings',
        answers: [json({ model: 'embedding-2', data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 1 } })],
        use: async () => v4().embeddings.create({ model: 'embedding-2', input: 'one' } as never),
        records: ['ok'],
        expected: [{ spanKind: 'embedding', input: 'one', output: { count: 1, dimensions: 2 } }],
      },
    ],
  })
})

// the fetch that this SDK brings needs its build for `import`
const client = () =>
  new ZhipuAI({ apiKey: 'key-for-tests.1234', baseURL: `${stage.server.url}/v4`, maxRetries: 0, fetch: fetch as never })

describe('zhipuai', () => {
  describeSdk({
    stage,
    enable: enableZhipuAutolog,
    shape: () => descriptorsOf(Object.getPrototypeOf(ZhipuAI.prototype) as object),
    behaviours: [
      {
        name: 'create',
        answers: [json(chatAnswer('Hello'))],
        use: async () => client().chat.completions.create(question),
        records: ['ok'],
        expected: [{ output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.provider.name': 'zhipu_ai' } }],
      },
      {
        name: 'a stream, read to its end',
        answers: [events(chatChunks(['Hel', 'lo']))],
        use: async () => collect(await client().chat.completions.create({ ...question, stream: true })),
        records: ['ok'],
        expected: [{ output: [{ parts: [{ content: 'Hello' }] }] }],
      },
      {
        name: 'a stream, broken off',
        answers: [events(chatChunks(['Hel', 'lo']), { done: false, end: false })],
        use: async () => first(await client().chat.completions.create({ ...question, stream: true }), 2),
        records: ['aborted'],
      },
      {
        name: 'an error',
        answers: [json({ error: { message: 'no' } }, { status: 401 })],
        use: async () => client().chat.completions.create(question).catch(describeError),
        records: ['error'],
        expected: [{ error: { name: 'AuthenticationError' } }],
      },
    ],
  })
})
