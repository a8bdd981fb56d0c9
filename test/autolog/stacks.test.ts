import { inspect } from 'node:util'
import { enableAnthropicAutolog, enableOpenaiAutolog, type SdkAutolog } from '@seetrain/autolog'
import type * as anthropic from '@anthropic-ai/sdk'
import type * as openai from 'openai'
import { helloEvents, messageAnswer } from './anthropic-behaviours.ts'
import { brokenEvents, events, json, type Answer } from './fake-server.ts'
import { chatAnswer, chatChunk, chatChunks } from './openai-answers.ts'
import { sdkVersion } from './sdk-version.ts'
import { Stage } from './stage.ts'

/** One way to fail: what the server answers, and what the program does. */
type Failing<Client> = readonly [name: string, answer: Answer, use: (client: Client) => Promise<unknown>]

const stage = new Stage()
const refused = json({ error: { message: 'no', type: 'bad' } }, { status: 400 })
const noJson: Answer = (_, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{oops')

const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] }
const openaiFailing: Failing<openai.OpenAI>[] = [
  ['a refusal', refused, async client => client.chat.completions.create(question)],
  ['a refusal, withResponse', refused, async client => client.chat.completions.create(question).withResponse()],
  ['a refusal, asResponse', refused, async client => client.chat.completions.create(question).asResponse()],
  ['a refusal, of a stream', refused, async client => client.chat.completions.create({ ...question, stream: true })],
  ['a body that is no JSON', noJson, async client => client.chat.completions.create(question)],
  [
    'a stream that tells of an error',
    events([chatChunk({ content: 'He' }), { error: { message: 'overloaded' } }]),
    async client => readAll(await client.chat.completions.create({ ...question, stream: true })),
  ],
  [
    'a stream whose connection dies',
    brokenEvents(chatChunks(['Hel'])),
    async client => readAll(await client.chat.completions.create({ ...question, stream: true })),
  ],
  [
    'the reading of a stream by hand',
    events([{ error: { message: 'overloaded' } }]),
    async client =>
      (await client.chat.completions.create({ ...question, stream: true }))[Symbol.asyncIterator]().next(),
  ],
]

const prompt = { model: 'claude-sonnet-4-20250514', max_tokens: 9, messages: question.messages }
const anthropicFailing: Failing<anthropic.Anthropic>[] = [
  ['a refusal', refused, async client => client.messages.create(prompt)],
  ['a refusal, withResponse', refused, async client => client.messages.create(prompt).withResponse()],
  ['a body that is no JSON', noJson, async client => client.messages.create(prompt)],
  [
    'a stream whose connection dies',
    brokenEvents(helloEvents.slice(0, 3)),
    async client => readAll(await client.messages.create({ ...prompt, stream: true })),
  ],
]

const openaiVersions = ['openai-4', 'openai-5', 'openai-6', 'openai'].map(
  name => [name, sdkVersion<typeof openai>(name)] as const,
)
const anthropicVersions = ['anthropic-sdk-0', '@anthropic-ai/sdk'].map(
  name => [name, sdkVersion<typeof anthropic>(name)] as const,
)

describe.each(openaiVersions)('%s', (_, module) => {
  const client = () =>
    new module.OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 0 })

  test.each(openaiFailing)('trap: the stack of %s reaches the line of the program', async (_, answer, use) => {
    await expectSame(
      () => stage.enable(enableOpenaiAutolog, { module }),
      async () => {
        stage.server.answer(answer)
        return stackOf(() => use(client()))
      },
    )
  })

  test('trap: a promise and a stream that are printed look as they do', async () => {
    await expectSame(
      () => stage.enable(enableOpenaiAutolog, { module }),
      async () => {
        stage.server.answer(json(chatAnswer('Hello')), events(chatChunks(['Hi'])))
        const promise = client().chat.completions.create(question)
        const printed = inspect(promise, { depth: 0 })
        await promise
        return [printed, inspect(await client().chat.completions.create({ ...question, stream: true }), { depth: 0 })]
      },
    )
  })
})

describe.each(anthropicVersions)('%s', (_, module) => {
  const client = () => new module.Anthropic({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url, maxRetries: 0 })

  test.each(anthropicFailing)('trap: the stack of %s reaches the line of the program', async (_, answer, use) => {
    await expectSame(
      () => stage.enable(enableAnthropicAutolog, { module }),
      async () => {
        stage.server.answer(answer)
        return stackOf(() => use(client()))
      },
    )
  })

  test('trap: a promise and a stream that are printed look as they do', async () => {
    await expectSame(
      () => stage.enable(enableAnthropicAutolog, { module }),
      async () => {
        stage.server.answer(json(messageAnswer()), events(helloEvents, { done: false }))
        const promise = client().messages.create(prompt)
        const printed = inspect(promise, { depth: 0 })
        await promise
        return [printed, inspect(await client().messages.create({ ...prompt, stream: true }), { depth: 0 })]
      },
    )
  })
})

async function expectSame(enable: () => SdkAutolog, use: () => Promise<unknown>): Promise<void> {
  const bare = await use()
  const handle = enable()
  expect(await use()).toEqual(bare)
  await handle.run.flush()
  expect(handle.totals.calls).toBeGreaterThan(0)
}

/** The frames of what is thrown, to the function that stands for the program's. */
async function stackOf(use: () => Promise<unknown>): Promise<string[]> {
  const usual = Error.stackTraceLimit
  Error.stackTraceLimit = 30
  try {
    await lineOfTheProgram(use)
    return []
  } catch (error) {
    const frames = (error as Error).stack!.split('\n').filter(line => line.startsWith('    at '))
    const last = frames.findIndex(line => line.includes(lineOfTheProgram.name))
    return last < 0 ? frames : frames.slice(0, last + 1)
  } finally {
    Error.stackTraceLimit = usual
  }
}

async function lineOfTheProgram(use: () => Promise<unknown>): Promise<void> {
  await use()
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const chunk of stream) void chunk
}
