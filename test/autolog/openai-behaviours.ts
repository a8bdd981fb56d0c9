import type OpenAI from 'openai'
import { chatAnswer, chatChunk, chatChunks, responseAnswer, responseEvents } from './openai-answers.ts'
import { brokenEvents, events, json, type Answer } from './fake-server.ts'

/** One way to use the SDK: what the server answers, what the program does and sees, and the calls that are made of it. */
export interface Behaviour {
  name: string
  answers: Answer[]
  /** Returns everything that the program can see, as plain data. */
  use(client: OpenAI, sdk: typeof OpenAI): Promise<unknown>
  /** Status of each record, in the order of their starts. */
  records: string[]
  /** Whether a server would get the request is a matter of chance, so there is none. */
  racing?: true
  /** SDKs of a lower major version lack it. */
  since?: number
}

const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const streamed = { ...question, stream: true as const }
const weather = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
}
const toolCalls = {
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
}

export const openaiBehaviours: Behaviour[] = [
  {
    name: 'create',
    answers: [json(chatAnswer('Hello'))],
    use: async client => client.chat.completions.create(question),
    records: ['ok'],
  },
  {
    name: 'create().withResponse()',
    answers: [json(chatAnswer('Hello'))],
    use: async client => {
      const { data, response, request_id } = await client.chat.completions.create(question).withResponse()
      return { data, status: response.status, request_id }
    },
    records: ['ok'],
  },
  {
    name: 'create().asResponse()',
    answers: [json(chatAnswer('Hello'))],
    use: async client => (await client.chat.completions.create(question).asResponse()).json(),
    records: ['ok'],
  },
  {
    name: 'the class of the promise, its keys and its one answer for several readers',
    answers: [json(chatAnswer('Hello'))],
    use: async (client, sdk) => {
      const promise = client.chat.completions.create(question)
      const [first, second] = await Promise.all([promise, promise.then(answer => answer)])
      return [
        promise instanceof Promise,
        promise.constructor.name,
        first === second,
        client instanceof sdk,
        Object.keys(promise),
      ]
    },
    records: ['ok'],
  },
  {
    name: '_thenUnwrap, twice',
    answers: [json(chatAnswer('Hello'))],
    use: async client => {
      type Derive = (transform: (data: { id: string }) => unknown) => { [derive]: Derive } & Promise<unknown>
      const derive = '_thenUnwrap'
      const promise = client.chat.completions.create(question) as unknown as { [derive]: Derive }
      return promise[derive](({ id }) => ({ id }))[derive](({ id }) => ({ twice: id }))
    },
    records: ['ok'],
  },
  {
    name: 'catch and finally',
    answers: [json({ error: { message: 'no', type: 'bad', code: 'c', param: null } }, { status: 400 })],
    use: async client => {
      const seen: unknown[] = []
      await client.chat.completions.create(question).catch(error => seen.push(describeError(error)))
      await client.chat.completions
        .create(question)
        .finally(() => seen.push('finally'))
        .catch(() => {})
      return seen
    },
    records: ['error', 'error'],
  },
  {
    name: 'parse',
    answers: [json(chatAnswer('{"word":"hello"}'))],
    use: async client => {
      const format = { type: 'json_schema' as const, json_schema: { name: 'w', schema: { type: 'object' } } }
      const { choices } = await completions(client).parse({ ...question, response_format: format })
      return choices
    },
    records: ['ok'],
  },
  {
    name: 'a stream, read to its end',
    answers: [events(chatChunks(['Hel', 'lo']))],
    use: async client => collect(await client.chat.completions.create(streamed)),
    records: ['ok'],
  },
  {
    name: 'a stream, withResponse',
    answers: [events(chatChunks(['Hel', 'lo']))],
    use: async client => {
      const { data, response } = await client.chat.completions.create(streamed).withResponse()
      return [await collect(data), response.status]
    },
    records: ['ok'],
  },
  {
    name: 'a stream, tee',
    answers: [events(chatChunks(['Hel', 'lo']))],
    use: async client => {
      const [left, right] = (await client.chat.completions.create(streamed)).tee()
      return Promise.all([collect(left), collect(right)])
    },
    records: ['ok'],
  },
  {
    name: 'a stream, toReadableStream',
    answers: [events(chatChunks(['Hel', 'lo']))],
    use: async client => {
      const stream = (await client.chat.completions.create(streamed)).toReadableStream()
      return new Response(stream).text()
    },
    records: ['ok'],
  },
  {
    name: 'a stream, broken off',
    answers: [events(chatChunks(['Hel', 'lo']), { done: false, end: false })],
    use: async client => {
      const seen: unknown[] = []
      for await (const chunk of await client.chat.completions.create(streamed)) if (seen.push(chunk) === 2) break
      return seen
    },
    records: ['aborted'],
  },
  {
    name: 'a stream, aborted by its controller',
    answers: [events(chatChunks(['Hel', 'lo']), { done: false, end: false })],
    use: async client => {
      const seen: unknown[] = []
      const stream = await client.chat.completions.create(streamed)
      for await (const chunk of stream) if (seen.push(chunk) === 2) stream.controller.abort()
      return [seen, stream.controller.signal.aborted]
    },
    records: ['aborted'],
  },
  {
    name: 'a stream whose connection dies',
    answers: [brokenEvents(chatChunks(['Hel', 'lo']))],
    use: async client => {
      const seen: unknown[] = []
      try {
        for await (const chunk of await client.chat.completions.create(streamed)) seen.push(chunk)
      } catch (error) {
        return [seen, (error as Error).constructor.name]
      }
      return seen
    },
    records: ['error'],
  },
  {
    name: 'a stream that tells of an error',
    answers: [events([chatChunk({ content: 'He' }), { error: { message: 'overloaded', type: 'server_error' } }])],
    use: async client => collect(await client.chat.completions.create(streamed)).catch(describeError),
    records: ['error'],
  },
  {
    name: 'a stream, read by hand, after its end, and twice',
    answers: [events(chatChunks(['Hi']))],
    use: async client => {
      const stream = await client.chat.completions.create(streamed)
      const iterator = stream[Symbol.asyncIterator]()
      const seen: unknown[] = []
      for (let turn = 0; turn < 7; turn++) seen.push(await iterator.next())
      return [seen, await collect(stream).catch(describeError)]
    },
    records: ['ok'],
  },
  {
    name: 'the stream helper',
    answers: [events(chatChunks(['Hel', 'lo']))],
    use: async client => {
      const deltas: string[] = []
      const stream = completions(client)
        .stream(question)
        .on('content', delta => deltas.push(delta))
      return [await stream.finalContent(), deltas]
    },
    records: ['ok'],
  },
  {
    name: 'runTools',
    answers: [json(chatAnswer('', toolCalls)), json(chatAnswer('Sunny'))],
    use: async client => {
      const run = (city: { city: string }) => `weather of ${city.city}`
      const tool = { ...weather, function: { ...weather.function, function: run, parse: JSON.parse } }
      return completions(client)
        .runTools({ ...question, tools: [tool as never] })
        .finalContent()
    },
    records: ['ok', 'ok'],
  },
  {
    name: 'an error of every status',
    answers: [400, 401, 403, 404, 409, 422, 429, 500].map(status =>
      json({ error: { message: `s${status}` } }, { status }),
    ),
    use: async client => {
      const seen: unknown[] = []
      for (let turn = 0; turn < 8; turn++)
        seen.push(await client.chat.completions.create(question).catch(describeError))
      return seen
    },
    records: Array<string>(8).fill('error'),
  },
  {
    name: 'a body that is no JSON',
    answers: [(_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{oops')],
    use: async client => client.chat.completions.create(question).catch((error: Error) => error.constructor.name),
    records: ['error'],
  },
  {
    name: 'a retry',
    answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(chatAnswer('Hello'))],
    use: async client => client.chat.completions.create(question, { maxRetries: 1 }),
    records: ['ok'],
  },
  {
    name: 'an abort before the answer',
    answers: [() => {}],
    use: async client => {
      const controller = new AbortController()
      const promise = client.chat.completions.create(question, { signal: controller.signal })
      setImmediate(() => controller.abort())
      return promise.catch(describeError)
    },
    records: ['aborted'],
    racing: true,
  },
  {
    name: 'a timeout',
    answers: [() => {}],
    use: async client => client.chat.completions.create(question, { timeout: 10 }).catch(describeError),
    records: ['error'],
    racing: true,
  },
  {
    name: 'headers of the second argument',
    answers: [json(chatAnswer('Hello'))],
    use: async client => client.chat.completions.create(question, { headers: { 'x-mine': 'yes' } }),
    records: ['ok'],
  },
  {
    name: 'a hundred calls at once',
    answers: [json(chatAnswer('Hello'))],
    use: async client => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => client.chat.completions.create(question)))
      return answers.length
    },
    records: Array<string>(100).fill('ok'),
  },
  {
    name: 'withOptions',
    answers: [json(chatAnswer('Hello'))],
    use: async client => client.withOptions({ maxRetries: 0 }).chat.completions.create(question),
    records: ['ok'],
    since: 5,
  },
  {
    name: 'a path of the user',
    answers: [json(chatAnswer('Hello'))],
    use: async client => client.post('/chat/completions', { body: question }),
    records: ['ok'],
  },
  {
    name: 'embeddings, decoded',
    answers: [
      json({
        object: 'list',
        model: 'text-embedding-3-small',
        data: [{ index: 0, embedding: Buffer.from(new Float32Array([1, 2]).buffer).toString('base64') }],
        usage: { prompt_tokens: 3, total_tokens: 3 },
      }),
    ],
    use: async client => client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hello' }),
    records: ['ok'],
  },
  {
    name: 'a list, which is no call to a model',
    answers: [json({ object: 'list', data: [{ id: 'gpt-4o-mini', object: 'model' }] })],
    use: async client => {
      const names: string[] = []
      for await (const model of client.models.list()) names.push(model.id)
      return names
    },
    records: [],
  },
  {
    name: 'speech, raw bytes',
    answers: [(_, response) => void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('sound')],
    use: async client => (await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hi' })).text(),
    records: ['ok'],
  },
  {
    name: 'responses.create',
    answers: [json(responseAnswer('Hello'))],
    use: async client => (await client.responses.create({ model: 'gpt-5', input: 'Say hello' })).output_text,
    records: ['ok'],
    since: 5,
  },
  {
    name: 'responses.parse',
    answers: [json(responseAnswer('{"a":1}'))],
    use: async client =>
      (
        await client.responses.parse({
          model: 'gpt-5',
          input: 'x',
          text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' } } },
        })
      ).output_parsed,
    records: ['ok'],
    since: 5,
  },
  {
    name: 'responses, streamed',
    answers: [events(responseEvents('Hello'), { done: false })],
    use: async client => collect(await client.responses.create({ model: 'gpt-5', input: 'Say hello', stream: true })),
    records: ['ok'],
    since: 5,
  },
  {
    name: 'the stream helper of responses',
    answers: [events(responseEvents('Hello'), { done: false })],
    use: async client =>
      (await client.responses.stream({ model: 'gpt-5', input: 'Say hello' }).finalResponse()).output_text,
    records: ['ok'],
    since: 5,
  },
]

/** `beta.chat.completions` of the older versions has the helpers that are plain now. */
function completions(client: OpenAI): OpenAI['chat']['completions'] {
  const old = (client.beta as unknown as { chat?: { completions: OpenAI['chat']['completions'] } }).chat?.completions
  return typeof client.chat.completions.stream === 'function' ? client.chat.completions : old!
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = []
  for await (const chunk of stream) seen.push(chunk)
  return seen
}

export function describeError(error: unknown): unknown {
  const { constructor, message, name, status, code } = error as Error & { status?: number; code?: string }
  return { class: constructor.name, message, name, status, code }
}
