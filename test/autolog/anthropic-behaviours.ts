import type Anthropic from '@anthropic-ai/sdk'
import { brokenEvents, events, json, type Answer } from './fake-server.ts'
import { describeError } from './openai-behaviours.ts'

export interface AnthropicBehaviour {
  name: string
  answers: Answer[]
  use(client: Anthropic, sdk: typeof Anthropic): Promise<unknown>
  records: string[]
  /** Only in SDKs of version 1. */
  recent?: true
}

export const usage = {
  input_tokens: 50,
  cache_read_input_tokens: 40,
  cache_creation_input_tokens: 10,
  output_tokens: 12,
}

export function messageAnswer(content: object[] = [{ type: 'text', text: 'Hello' }], stop = 'end_turn') {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-20250514',
    content,
    stop_reason: stop,
    stop_sequence: null,
    usage,
  }
}

export function messageEvents(blocks: { start: object; deltas: object[] }[], stop = 'end_turn') {
  return [
    {
      type: 'message_start',
      message: { ...messageAnswer([]), stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    },
    ...blocks.flatMap(({ start, deltas }, index) => [
      { type: 'content_block_start', index, content_block: start },
      ...deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 12 } },
    { type: 'message_stop' },
  ]
}

export const helloEvents = messageEvents([
  { start: { type: 'text', text: '' }, deltas: [...'Hello'].map(text => ({ type: 'text_delta', text })) },
])

const question = {
  model: 'claude-sonnet-4-20250514',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Say hello' }],
}
const stream = (list: readonly unknown[]) => events(list, { done: false })

export const anthropicBehaviours: AnthropicBehaviour[] = [
  {
    name: 'create',
    answers: [json(messageAnswer())],
    use: async client => client.messages.create(question),
    records: ['ok'],
  },
  {
    name: 'create().withResponse()',
    answers: [json(messageAnswer())],
    use: async client => {
      const { data, response } = await client.messages.create(question).withResponse()
      return [data, response.status]
    },
    records: ['ok'],
  },
  {
    name: 'create().asResponse()',
    answers: [json(messageAnswer())],
    use: async client => (await client.messages.create(question).asResponse()).json(),
    records: ['ok'],
  },
  {
    name: 'the class of the promise',
    answers: [json(messageAnswer())],
    use: async (client, sdk) => {
      const promise = client.messages.create(question)
      await promise
      return [promise.constructor.name, client instanceof sdk]
    },
    records: ['ok'],
  },
  {
    name: 'create, streamed',
    answers: [stream(helloEvents)],
    use: async client => collect(await client.messages.create({ ...question, stream: true })),
    records: ['ok'],
  },
  {
    name: 'a stream, tee',
    answers: [stream(helloEvents)],
    use: async client => {
      const [left, right] = (await client.messages.create({ ...question, stream: true })).tee()
      return Promise.all([collect(left), collect(right)])
    },
    records: ['ok'],
  },
  {
    name: 'a stream, broken off',
    answers: [events(helloEvents, { done: false, end: false })],
    use: async client => {
      const seen: unknown[] = []
      for await (const event of await client.messages.create({ ...question, stream: true }))
        if (seen.push(event) === 3) break
      return seen
    },
    records: ['aborted'],
  },
  {
    name: 'a stream whose connection dies',
    answers: [brokenEvents(helloEvents.slice(0, 4))],
    use: async client => {
      const seen: unknown[] = []
      try {
        for await (const event of await client.messages.create({ ...question, stream: true })) seen.push(event)
      } catch (error) {
        return [seen, (error as Error).constructor.name]
      }
      return seen
    },
    records: ['error'],
  },
  {
    name: 'the stream helper',
    answers: [stream(helloEvents)],
    use: async client => {
      const texts: string[] = []
      const helper = client.messages.stream(question).on('text', text => texts.push(text))
      return [await helper.finalText(), texts]
    },
    records: ['ok'],
  },
  {
    name: 'the stream helper, with listeners alone',
    answers: [stream(helloEvents)],
    use: async client => new Promise(resolve => client.messages.stream(question).on('finalMessage', resolve)),
    records: ['ok'],
  },
  {
    name: 'countTokens',
    answers: [json({ input_tokens: 9 })],
    use: async client => client.messages.countTokens({ model: question.model, messages: question.messages }),
    records: ['ok'],
  },
  {
    name: 'the beta of messages',
    answers: [json(messageAnswer())],
    use: async client => client.beta.messages.create(question),
    records: ['ok'],
  },
  {
    name: 'the tool runner',
    answers: [
      json(messageAnswer([{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } }], 'tool_use')),
      json(messageAnswer()),
    ],
    use: async client => {
      const tool = {
        type: 'custom' as const,
        name: 'weather',
        description: 'w',
        input_schema: { type: 'object' as const },
        run: () => 'Sunny',
        parse: (input: unknown) => input,
      }
      return (await client.beta.messages.toolRunner({ ...question, tools: [tool] as never })).content
    },
    records: ['ok', 'ok'],
    recent: true,
  },
  {
    name: 'parse',
    answers: [json(messageAnswer([{ type: 'text', text: '{"a":1}' }]))],
    use: async client => {
      const format = {
        type: 'json_schema' as const,
        schema: { type: 'object' },
        parse: (text: string) => JSON.parse(text) as unknown,
      }
      return client.messages.parse({ ...question, output_config: { format } } as never)
    },
    records: ['ok'],
    recent: true,
  },
  {
    name: 'an error of every status',
    answers: [400, 401, 403, 404, 409, 422, 429, 500, 529].map(status =>
      json({ type: 'error', error: { type: 'bad', message: `s${status}` } }, { status }),
    ),
    use: async client => {
      const seen: unknown[] = []
      for (let turn = 0; turn < 9; turn++) seen.push(await client.messages.create(question).catch(describeError))
      return seen
    },
    records: Array<string>(9).fill('error'),
  },
  {
    name: 'a retry',
    answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(messageAnswer())],
    use: async client => client.messages.create(question, { maxRetries: 1 }),
    records: ['ok'],
  },
]

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = []
  for await (const chunk of stream) seen.push(chunk)
  return seen
}
