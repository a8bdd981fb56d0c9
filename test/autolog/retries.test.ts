import { enableAnthropicAutolog, enableGroqAutolog, enableOpenaiAutolog, type EnableOptions } from '@seetrain/autolog'
import type * as anthropic from '@anthropic-ai/sdk'
import type { SpanRecord } from '@seetrain/core'
import type * as groq from 'groq-sdk'
import OpenAI, * as openai from 'openai'
import { helloEvents, messageAnswer } from './anthropic-behaviours.ts'
import { events, json, type Answer } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { sdkVersion } from './sdk-version.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] }
const message = { ...question, max_tokens: 5 }
const breaks: Answer = (_, response) => void response.destroy()
const busy = json({ error: { message: 'busy' } }, { status: 429, headers: { 'retry-after-ms': '2' } })
const down = json({}, { status: 500, headers: { 'retry-after': '0' } })
const failures = [down, busy, breaks]

/** Of an SDK that chooses how long to wait when nobody says so. */
function patient<Client extends object>(client: Client): Client {
  return Object.assign(client, { calculateDefaultRetryTimeoutMillis: () => 1 })
}

const options = (more: object) => ({
  apiKey: 'key-for-tests-1234',
  baseURL: stage.server.url,
  maxRetries: 3,
  ...more,
})

interface Sdk {
  name: string
  enable: typeof enableOpenaiAutolog
  module: unknown
  answer: Answer
  stream: Answer
  create(more?: object): Promise<unknown>
  createStream(): Promise<AsyncIterable<unknown>>
}

function openaiLike(name: string, module: unknown, enable = enableOpenaiAutolog): Sdk {
  const { OpenAI: Client = (module as typeof groq).Groq } = module as Partial<typeof openai>
  const client = (more: object) => patient(new (Client as typeof OpenAI)(options(more)))
  return {
    name,
    enable,
    module,
    answer: json(chatAnswer('Hello')),
    stream: events(chatChunks(['Hello'])),
    create: (more = {}) => client(more).chat.completions.create(question),
    createStream: () => client({}).chat.completions.create({ ...question, stream: true }),
  }
}

function anthropicLike(name: string): Sdk {
  const module = sdkVersion<typeof anthropic>(name)
  const client = (more: object) => patient(new module.Anthropic(options(more)))
  return {
    name,
    enable: enableAnthropicAutolog,
    module,
    answer: json(messageAnswer()),
    stream: events(helloEvents, { done: false }),
    create: (more = {}) => client(more).messages.create(message),
    createStream: () => client({}).messages.create({ ...message, stream: true }),
  }
}

const SDKS = [
  openaiLike('openai', openai),
  ...[6, 5, 4].map(version => openaiLike(`openai-${version}`, sdkVersion(`openai-${version}`))),
  anthropicLike('@anthropic-ai/sdk'),
  anthropicLike('anthropic-sdk-0'),
  openaiLike('groq-sdk', sdkVersion('groq-sdk'), enableGroqAutolog),
]

async function spanOfCall(sdk: Sdk, use: () => Promise<unknown>, more: EnableOptions = {}): Promise<SpanRecord> {
  const handle = stage.enable(sdk.enable, { module: sdk.module, ...more })
  await use()
  const [span, ...others] = await spansOf(handle.run)
  expect(others).toEqual([])
  expect(handle.getStats().failures).toBe(0)
  return span!
}

const attribute = (span: SpanRecord, name: string) => (span.events ?? []).map(({ attributes }) => attributes?.[name])

describe.each(SDKS.map(sdk => [sdk.name, sdk] as const))('%s', (_, sdk) => {
  test('every attempt of a call is an event of its span', async () => {
    stage.server.answer(...failures, sdk.answer)
    const span = await spanOfCall(sdk, sdk.create)
    expect(span).toMatchObject({ status: 'ok', attributes: { 'http.request.resend_count': 3 } })
    expect(span.events).toMatchObject([
      { name: 'seetrain.attempt', attributes: { 'seetrain.attempt.number': 1, 'http.response.status_code': 500 } },
      { attributes: { 'http.response.status_code': 429, 'seetrain.attempt.retry_after_ms': 2 } },
      { attributes: { 'error.type': expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) } },
      { attributes: { 'seetrain.attempt.number': 4, 'http.response.status_code': 200 } },
    ])
    expect(attribute(span, 'seetrain.attempt.retry_after_ms')).toEqual([0, 2, undefined, undefined])
    expect(attribute(span, 'error.message')[2]).toMatch(/fetch failed: other side closed|socket hang up/)
    expect(attribute(span, 'http.response.status_code')[2]).toBeUndefined()
  })

  test('they begin and end within the call, one after the other', async () => {
    stage.server.answer(...failures, sdk.answer)
    const span = await spanOfCall(sdk, sdk.create)
    const begun = attribute(span, 'seetrain.attempt.offset_ms') as number[]
    const lasted = attribute(span, 'seetrain.attempt.duration_ms') as number[]
    for (const [index, offset] of begun.entries()) {
      expect(span.events![index]!.time).toBeCloseTo(span.time + offset, 2)
      expect(offset + lasted[index]!).toBeLessThanOrEqual(begun[index + 1] ?? span.endTime - span.time + 0.01)
    }
    expect(begun[2]! - begun[1]!).toBeGreaterThanOrEqual(2)
  })

  test('a stream that came at the second attempt', async () => {
    stage.server.answer(down, sdk.stream)
    const span = await spanOfCall(sdk, async () => drain(await sdk.createStream()))
    expect(span).toMatchObject({ status: 'ok', output: [{ parts: [{ content: 'Hello' }] }] })
    expect(attribute(span, 'http.response.status_code')).toEqual([500, 200])
  })

  test('when none succeeds, the last has an end, too', async () => {
    stage.server.answer(busy)
    const span = await spanOfCall(sdk, () => sdk.create({ maxRetries: 1 }).catch(() => {}))
    expect(span).toMatchObject({ status: 'error', error: { name: 'RateLimitError' } })
    expect(attribute(span, 'http.response.status_code')).toEqual([429, 429])
  })

  test('an attempt that took too long', async () => {
    const silent: Answer = () => {}
    stage.server.answer(silent)
    const span = await spanOfCall(sdk, () => sdk.create({ maxRetries: 1, timeout: 30 }).catch(() => {}))
    // some versions do not know an error of another realm, which Jest's are
    expect(span).toMatchObject({
      status: 'error',
      error: { name: expect.stringMatching(/^APIConnection(Timeout)?Error$/) },
    })
    expect(attribute(span, 'error.type')[0]).toBe('timeout')
    expect(span.events).toHaveLength(2)
  })

  test('one attempt alone is not told again, whatever came of it', async () => {
    stage.server.answer(sdk.answer)
    expect(await spanOfCall(sdk, sdk.create)).not.toHaveProperty('events')
    stage.server.answer(busy)
    const failed = await spanOfCall(sdk, () => sdk.create({ maxRetries: 0 }).catch(() => {}))
    expect(failed.attributes['http.response.status_code']).toBe(429)
    expect(failed).not.toHaveProperty('events')
  })

  test('calls at once keep their attempts apart', async () => {
    stage.server.answer(down, down, sdk.answer)
    const handle = stage.enable(sdk.enable, { module: sdk.module })
    await Promise.all([sdk.create(), sdk.create()])
    const spans = await spansOf(handle.run)
    expect(spans.map(span => attribute(span, 'http.response.status_code'))).toEqual([
      [500, 200],
      [500, 200],
    ])
  })
})

test('of one client that is wrapped, too, and its fetch is its own again after', async () => {
  stage.server.answer(down, breaks, json(chatAnswer('Hello')))
  const client = patient(new OpenAI(options({})))
  const before = Object.getOwnPropertyDescriptors(client)
  const handle = stage.enable(enableOpenaiAutolog, { client })
  await client.chat.completions.create(question)
  const [span] = await spansOf(handle.run)
  expect(attribute(span!, 'http.response.status_code')).toEqual([500, undefined, 200])
  expect(attribute(span!, 'error.type')[1]).toMatch(/UND_ERR_SOCKET|ECONNRESET/)
  handle.disable()
  expect(Object.getOwnPropertyDescriptors(client)).toEqual(before)
})

test('a fetch that gives no promise harms nothing', async () => {
  const fetch = () => Response.json(chatAnswer('Hello')) as unknown as Promise<Response>
  const client = new OpenAI(options({ fetch }))
  const handle = stage.enable(enableOpenaiAutolog, { client })
  const answer = await client.chat.completions.create(question)
  expect(answer.choices[0]?.message.content).toBe('Hello')
  expect(await spansOf(handle.run)).toHaveLength(1)
  expect(handle.getStats().failures).toBe(0)
})

test('words of an error are kept as far as words are', async () => {
  const secret = 'key sk-1234567890abcdefghij1234567890ab was refused'
  const fetch = jest.fn<Promise<Response>, []>()
  fetch.mockRejectedValueOnce(new Error(secret)).mockResolvedValue(Response.json(chatAnswer('Hello')))
  const sdk = SDKS[0]!
  const masked = await spanOfCall(sdk, () => sdk.create({ fetch }))
  expect(attribute(masked, 'error.message')[0]).toMatch(/^key .* was refused$/)
  expect(JSON.stringify(masked)).not.toContain('sk-1234567890')
  fetch.mockRejectedValueOnce(new Error(secret)).mockResolvedValue(Response.json(chatAnswer('Hello')))
  const silent = await spanOfCall(sdk, () => sdk.create({ fetch }), { capture: 'none' })
  expect(attribute(silent, 'error.type')[0]).toBe('Error')
  expect(attribute(silent, 'error.message')).toEqual([undefined, undefined])
})
