/**
 * What went wrong with other recorders of model calls, and the test that holds it here.
 *
 * | trap | test |
 * | --- | --- |
 * | one call, two records: helpers that call `create` inside | `parse`, `stream helper`, `runTools`, `tool runner` in openai-behaviours.ts, anthropic-behaviours.ts, anthropic-endpoints.test.ts |
 * | the promise loses `withResponse`, `asResponse`, `_thenUnwrap`; the body is read twice | the behaviours of these names, openai 4 to 7 |
 * | promises whose methods are closures of each instance (openai ≥ 7) | the same, on openai 7 |
 * | a stream stays open, or is read to its end, after `break` | `a stream, broken off`; openai-content.test.ts `broken off keeps what had come` |
 * | `tee` passes the observer by | `a stream, tee`, `toReadableStream` |
 * | a stream that dies ends the process | `a stream whose connection dies`; processes.test.ts `a rejection that nobody handles` |
 * | memory kept by unfinished streams | processes.test.ts, `trap: memory kept` and `streams and answers that are forgotten` |
 * | usage missing, and forced with `stream_options` | openai-versions.test.ts compares the wire; openai-content.test.ts `tokens that no chunk tells` |
 * | input and output confused, nested counts added | openai-content.test.ts `whole: input and output are not confused`; below, `members of usage` |
 * | parallel tool calls merged | openai-content.test.ts, the table of `tool calls` and `ids that say nothing` |
 * | the record shows what the caller made of his objects later | openai-content.test.ts `a record holds what went over the wire` |
 * | the caller's objects are written to | openai-content.test.ts `nothing of the caller is written to`; below, `the pieces of a stream` |
 * | a second argument (headers, signal) that is dropped | `headers of the second argument`, `an abort before the answer`, openai 4 to 7 |
 * | pieces put together wrongly | chunkings.test.ts of the providers: any cut gives the record of the whole |
 * | tokens of kinds that each service names differently | openai-usage.test.ts of the providers |
 * | a request waits until somebody awaits it | below, `requests start when they are made` |
 * | what throws at once throws later | below, `what throws at once` |
 * | errors of another class, or a copy | below, `every class of error`; error-classes.test.ts, of all that are exported |
 * | stacks of errors that end before the user's line | stacks.test.ts |
 * | a promise that is printed looks other than it did | stacks.test.ts |
 * | one copy of an SDK is heard, the other is not | processes.test.ts, app.cjs and `the copies that import and require give` |
 * | frozen namespaces | below, `a frozen namespace` |
 * | bundles, threads, module resets | processes.test.ts; below, `modules that are reset` |
 * | an SDK of another shape than expected ends the program | below, `an SDK of another shape` |
 * | an import alone changes other libraries | below, `an import alone` |
 * | the SDK traces by itself, and each call is there twice | anthropic-tracing.test.ts |
 * | a framework above the SDK, and each call is there twice | frameworks.test.ts |
 * | failed and retried requests are invisible | retries.test.ts |
 * | rejections that are no errors | zhipu.test.ts `an error, which is no Error` |
 * | sockets pass every patch by | openai-realtime.test.ts, google-live.test.ts |
 * | lists and other calls break because every function is wrapped | `a list, which is no call to a model` |
 * | keys in records | privacy.test.ts, trap 22 |
 * | patches that stay behind | switching.test.ts, trap 3 |
 * | what waits is lost when a platform freezes the process | processes.test.ts, `trap: flush within the request` |
 * | the recorder's own failures reach the program | switching.test.ts, `whatever goes wrong in here` |
 */
import { enableAnthropicAutolog, enableOpenaiAutolog } from '@seetrain/autolog'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, * as openaiModule from 'openai'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] }
const message = { ...question, max_tokens: 5 }
const options = () => ({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url, maxRetries: 0 })
const openai = (more: object = {}) => new OpenAI({ ...options(), ...more })
const anthropic = (more: object = {}) => new Anthropic({ ...options(), ...more })

/** What the program sees without autolog, and with it. */
async function bothWays<T>(enable: typeof enableOpenaiAutolog, use: () => Promise<T>): Promise<{ bare: T; seen: T }> {
  const bare = await use()
  const handle = stage.enable(enable)
  const seen = await use()
  handle.disable()
  expect(handle.getStats().failures).toBe(0)
  return { bare, seen }
}

test('trap: requests start when they are made, though nobody awaits them', async () => {
  const { bare, seen } = await bothWays(enableOpenaiAutolog, async () => {
    const started: number[] = []
    let turns = 0
    const client = openai({ fetch: async () => (started.push(turns), Response.json(chatAnswer('Hello'))) })
    const pending = [client.chat.completions.create(question), client.chat.completions.create(question)]
    for (; turns < 50; turns++) await Promise.resolve()
    await Promise.all(pending)
    return started
  })
  expect(seen).toHaveLength(2)
  expect(seen).toEqual(bare)
})

test('trap: what throws at once throws at once', async () => {
  const { bare, seen } = await bothWays(enableOpenaiAutolog, async () => {
    const tools = [{ type: 'function' as const, function: { name: 'f', parameters: {} } }]
    try {
      void openai().chat.completions.parse({ ...question, tools })
    } catch (error) {
      return ['thrown', (error as Error).message]
    }
    return []
  })
  expect(seen[0]).toBe('thrown')
  expect(seen).toEqual(bare)
})

const never: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
const aborted = () => {
  const controller = new AbortController()
  setImmediate(() => controller.abort())
  return { signal: controller.signal }
}

describe('trap: every class of error passes through, the very object', () => {
  const STATUSES = [400, 401, 403, 404, 409, 422, 429, 500, 418]
  const classes = STATUSES.map(
    status => [String(status), {}, {}, json({ error: { message: 'no' } }, { status })] as const,
  )
  const broken = async () => {
    throw new TypeError('fetch failed')
  }

  test.each([
    ...classes,
    ['no connection', { fetch: broken }, {}, json({})] as const,
    ['timeout', { fetch: never }, { timeout: 5 }, json({})] as const,
    ['abort', { fetch: never }, aborted, json({})] as const,
  ])('%s', async (_, more, request, answer) => {
    stage.server.answer(answer)
    const requestOptions = () => (typeof request === 'function' ? request() : request)
    for (const [sdk, enable, create] of [
      [OpenAI, enableOpenaiAutolog, () => openai(more).chat.completions.create(question, requestOptions())],
      [Anthropic, enableAnthropicAutolog, () => anthropic(more).messages.create(message, requestOptions())],
    ] as const) {
      const caught = (): Promise<unknown> =>
        Promise.resolve(create()).then(
          () => undefined,
          (error: unknown) => error,
        )
      const { bare, seen } = await bothWays(enable, async () => {
        const handled = await caught()
        return {
          handled,
          isApiError: handled instanceof sdk.APIError,
          prototype: Object.getPrototypeOf(handled) as unknown,
        }
      })
      expect(seen.isApiError).toBe(true)
      expect(seen.prototype).toBe(bare.prototype)
      expect(Object.keys(seen.handled as object)).toEqual(Object.keys(bare.handled as object))
      expect((seen.handled as Error).message).toBe((bare.handled as Error).message)
    }
  })

  test('two readers of one promise get one error', async () => {
    stage.server.answer(json({ error: { message: 'no' } }, { status: 400 }))
    stage.enable(enableOpenaiAutolog)
    const promise = openai().chat.completions.create(question)
    const [first, second] = await Promise.all([
      promise.catch((error: unknown) => error),
      promise.catch((error: unknown) => error),
    ])
    expect(first).toBeInstanceOf(OpenAI.BadRequestError)
    expect(second).toBe(first)
  })
})

test('trap: members of usage that are no counts harm no count', async () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 4,
    is_byok: true,
    prompt_tokens_details: { cached_tokens: 3, cache_write_tokens_details: { ttl_12h: 1 } },
    completion_tokens_details: null,
  }
  stage.server.answer(json({ ...chatAnswer('Hello'), usage }))
  const handle = stage.enable(enableOpenaiAutolog)
  await openai().chat.completions.create(question)
  const [span] = await spansOf(handle.run)
  const counts = Object.entries(span!.attributes).filter(([name]) => name.startsWith('gen_ai.usage'))
  expect(Object.fromEntries(counts)).toEqual({
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 4,
    'gen_ai.usage.cache_read.input_tokens': 3,
  })
})

test('trap: a frozen namespace is listened to all the same', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const handle = stage.enable(enableOpenaiAutolog, { module: Object.freeze({ ...openaiModule }) })
  await openai().chat.completions.create(question)
  expect(await spansOf(handle.run)).toHaveLength(1)
})

test('trap: modules that are reset, as test runners do, are new copies; each handle hears its own', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const older = stage.enable(enableOpenaiAutolog)
  jest.resetModules()
  const again = await import('@seetrain/autolog')
  const fresh = await import('openai')
  expect(fresh.OpenAI).not.toBe(OpenAI)
  const newer = stage.keep(again.enableOpenaiAutolog({ ...stage.runOptions(), module: fresh }))
  await openai().chat.completions.create(question)
  await new fresh.OpenAI(options()).chat.completions.create(question)
  expect([(await spansOf(older.run)).length, (await spansOf(newer.run)).length]).toEqual([1, 1])
  newer.disable()
  await new fresh.OpenAI(options()).chat.completions.create(question)
  expect(await spansOf(newer.run)).toHaveLength(1)
})

test('trap: the pieces of a stream stay as they came, also those that a program keeps', async () => {
  const chunks = chatChunks(['Hel', 'lo'])
  stage.server.answer(events(chunks))
  const handle = stage.enable(enableOpenaiAutolog)
  const kept: unknown[] = []
  for await (const chunk of await openai().chat.completions.create({ ...question, stream: true }))
    kept.push(Object.freeze(chunk))
  expect(await spansOf(handle.run)).toHaveLength(1)
  expect(kept).toEqual(chunks)
  expect(handle.getStats().failures).toBe(0)
})

describe('trap: an SDK of another shape', () => {
  test('whose promises are ordinary, and which has none of the places below, works and is recorded', async () => {
    class Client {
      async post(path: string, { body }: { body: object }): Promise<object> {
        return { ...chatAnswer('Hello'), path, asked: body }
      }
    }
    const handle = stage.enable(enableOpenaiAutolog, { module: { OpenAI: Client } })
    const answer = await new Client().post('/chat/completions', { body: question })
    expect(answer).toMatchObject({ path: '/chat/completions', asked: question })
    expect(await spansOf(handle.run)).toMatchObject([{ status: 'ok', output: [{ parts: [{ content: 'Hello' }] }] }])
  })

  test('which has no place at all is refused when it is passed, and its calls are untouched', async () => {
    class Client {
      readonly chat = { create: async () => 'Hello' }
    }
    expect(() => stage.enable(enableOpenaiAutolog, { module: { OpenAI: Client } })).toThrow(/module.*openai/s)
    expect(await new Client().chat.create()).toBe('Hello')
  })
})

test('trap: an import alone changes nothing', async () => {
  const shape = () =>
    [OpenAI, Anthropic].map(({ prototype }) =>
      [prototype, Object.getPrototypeOf(prototype)].map(one => Object.getOwnPropertyDescriptors(one)),
    )
  const [before, fetchBefore] = [shape(), globalThis.fetch]
  jest.resetModules()
  await import('@seetrain/autolog')
  expect(shape()).toEqual(before)
  expect(globalThis.fetch).toBe(fetchBefore)
})
