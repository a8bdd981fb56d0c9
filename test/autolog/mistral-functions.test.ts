import { enableMistralAutolog, wrap } from '@seetrain/autolog'
import { init } from '@seetrain/core'
import * as mistral from '@mistralai/mistralai'
import { MistralCore } from '@mistralai/mistralai/core.js'
import { betaConversationsAppend } from '@mistralai/mistralai/funcs/betaConversationsAppend.js'
import { chatComplete } from '@mistralai/mistralai/funcs/chatComplete.js'
import { chatStream } from '@mistralai/mistralai/funcs/chatStream.js'
import { embeddingsCreate } from '@mistralai/mistralai/funcs/embeddingsCreate.js'
import { modelsList } from '@mistralai/mistralai/funcs/modelsList.js'
import { brokenEvents, events, json } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const options = () => ({ apiKey: 'key-for-tests-1234', serverURL: stage.server.url })
const core = () => new MistralCore(options())
const question = { model: 'mistral-small-latest', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }
const head = { id: 'cmpl-1', object: 'chat.completion', created: 1, model: 'mistral-small-2506' }
const answer = json({
  ...head,
  usage,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
})
const piece = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
})
const pieces = [
  piece({ role: 'assistant', content: '' }),
  piece({ content: 'Hel' }),
  piece({ content: 'lo' }, 'stop', { usage }),
]
const retries = {
  strategy: 'backoff',
  backoff: { initialInterval: 1, maxInterval: 1, exponent: 1, maxElapsedTime: 1000 },
  retryConnectionErrors: false,
} as const

/** A result as a program sees it. */
async function seen(result: PromiseLike<{ ok: boolean; value?: unknown; error?: unknown }>): Promise<unknown> {
  const { ok, value, error } = await result
  return ok ? value : describeError(error)
}

async function streamed() {
  const result = await chatStream(core(), question)
  if (!result.ok) throw result.error
  return result.value
}

describeSdk({
  stage,
  enable: enableMistralAutolog,
  options: { module: mistral },
  shape: () => descriptorsOf(Object.getPrototypeOf(MistralCore.prototype) as object, mistral.HTTPClient.prototype),
  behaviours: [
    {
      name: 'a whole answer',
      answers: [answer],
      use: () => seen(chatComplete(core(), { ...question, temperature: 0.5 })),
      records: ['ok'],
      expected: [
        {
          name: 'chat mistral-small-latest',
          input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
          output: [{ role: 'assistant', parts: [{ content: 'Hello' }], finish_reason: 'stop' }],
          attributes: {
            'gen_ai.provider.name': 'mistral_ai',
            'gen_ai.request.temperature': 0.5,
            'gen_ai.response.model': 'mistral-small-2506',
            'gen_ai.usage.input_tokens': 10,
            'http.response.status_code': 200,
            'seetrain.request.id': 'request-1',
            'url.path': '/v1/chat/completions',
          },
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
          output: [{ parts: [{ content: 'Hello' }] }],
          attributes: { 'gen_ai.usage.input_tokens': 10, 'seetrain.stream.chunks': 3 },
        },
      ],
    },
    {
      name: 'a stream, broken off',
      answers: [events(pieces.slice(0, 2), { done: false, end: false })],
      use: async () => first(await streamed(), 2),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{ content: 'Hel' }] }], attributes: { 'seetrain.ending': 'cancelled' } }],
    },
    {
      name: 'a stream whose connection dies',
      answers: [brokenEvents(pieces.slice(0, 2))],
      use: async () => collect(await streamed()).catch(describeError),
      records: ['error'],
    },
    {
      name: 'an error, which is a value here',
      answers: [json({ message: 'no' }, { status: 401 })],
      use: () => seen(chatComplete(core(), question)),
      records: ['error'],
      expected: [{ error: { name: 'SDKError' }, attributes: { 'http.response.status_code': 401 } }],
    },
    {
      name: 'broken off before the answer',
      answers: [answer],
      use: () => seen(chatComplete(core(), question, { signal: AbortSignal.abort() })),
      records: ['aborted'],
    },
    {
      name: 'a retry',
      answers: [json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), answer],
      use: () => seen(chatComplete(core(), question, { retries })),
      records: ['ok'],
      expected: [
        {
          attributes: { 'http.request.resend_count': 1 },
          events: [500, 200].map(status => ({ attributes: { 'http.response.status_code': status } })),
        },
      ],
    },
    {
      name: 'embeddings',
      answers: [json({ ...head, data: [{ object: 'embedding', index: 0, embedding: [1, 2, 3] }], usage })],
      use: () => seen(embeddingsCreate(core(), { model: 'mistral-embed', inputs: ['one'] })),
      records: ['ok'],
      expected: [{ spanKind: 'embedding', input: ['one'], output: { count: 1, dimensions: 3 } }],
    },
    {
      name: 'a conversation that goes on',
      answers: [
        json({
          conversation_id: 'conv_1',
          outputs: [{ type: 'message.output', role: 'assistant', content: 'Hello', model: 'm', id: 'o1' }],
          usage,
        }),
      ],
      use: () =>
        seen(
          betaConversationsAppend(core(), {
            conversationId: 'conv_1',
            conversationAppendRequest: { inputs: 'Say hello' },
          }),
        ),
      records: ['ok'],
      expected: [{ input: [{ parts: [{ content: 'Say hello' }] }], output: [{ parts: [{ content: 'Hello' }] }] }],
    },
    {
      name: 'a list, which is no call to a model',
      answers: [json({ object: 'list', data: [] })],
      use: () => seen(modelsList(core())),
      records: [],
    },
  ],
})

test('methods of a client are not heard again below', async () => {
  stage.server.answer(answer)
  const [older, newer] = [0, 1].map(() => stage.enable(enableMistralAutolog, { module: mistral }))
  await new mistral.Mistral(options()).chat.complete(question)
  expect([(await spansOf(older!.run)).length, (await spansOf(newer!.run)).length]).toEqual([0, 1])
})

test('wrap listens to one client alone', async () => {
  stage.server.answer(answer)
  const run = init(stage.runOptions())
  const ours = wrap(core())
  await chatComplete(ours, question)
  await chatComplete(core(), question)
  expect(await spansOf(run)).toHaveLength(1)
  await run.finish()
})
