import { autolog, enableOpenaiAutolog, enableZhipuAutolog, wrap } from '@seetrain/autolog'
import { activeRun, init, withSession } from '@seetrain/core'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import { messageAnswer } from './anthropic-behaviours.ts'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'glm-4.6', messages: [{ role: 'user' as const, content: 'Hi' }] }
const clientAt = (baseURL: string, fetch?: typeof globalThis.fetch) =>
  new OpenAI({ apiKey: 'key-for-tests-1234', baseURL, maxRetries: 0, ...(fetch && { fetch }) })
const client = () => clientAt(`${stage.server.url}/v1`)
/** Another host, played by no server at all. */
const elsewhere = (baseURL: string) => clientAt(baseURL, async () => Response.json(chatAnswer('Ni hao')))
const shape = () =>
  [OpenAI, Anthropic].map(({ prototype }) =>
    Object.getOwnPropertyDescriptors(
      Object.getPrototypeOf(prototype.constructor.prototype) === Object.prototype
        ? prototype
        : Object.getPrototypeOf(prototype),
    ),
  )

describe('trap 3: patch, unpatch, patch', () => {
  test('disable restores every descriptor exactly, and enabling again records once', async () => {
    const before = shape()
    stage.server.answer(json(chatAnswer('Hello')))
    const first = stage.enable(enableOpenaiAutolog)
    expect(first.enabled).toBe(true)
    first.disable()
    expect(first.enabled).toBe(false)
    expect(shape()).toEqual(before)
    expect(Object.getOwnPropertyDescriptor(OpenAI.prototype, 'post')!.value).toBe(before[0]!['post']!.value)
    first.enable().enable()
    await client().chat.completions.create(question)
    expect(await spansOf(first.run)).toHaveLength(1)
  })

  test('two handles at once make one record, whichever leaves first', async () => {
    const before = shape()
    stage.server.answer(json(chatAnswer('Hello')))
    const [older, newer] = [stage.enable(enableOpenaiAutolog), stage.enable(enableOpenaiAutolog)]
    await client().chat.completions.create(question)
    expect([(await spansOf(older.run)).length, (await spansOf(newer.run)).length]).toEqual([0, 1])
    older.disable()
    await client().chat.completions.create(question)
    newer.disable()
    await client().chat.completions.create(question)
    expect([(await spansOf(older.run)).length, (await spansOf(newer.run)).length]).toEqual([0, 2])
    expect(shape()).toEqual(before)
  })

  test('a stream that is under way ends its record after disable', async () => {
    stage.server.answer(events(chatChunks(['Hel', 'lo'])))
    const handle = stage.enable(enableOpenaiAutolog)
    const stream = await client().chat.completions.create({ ...question, stream: true })
    handle.disable()
    await drain(stream)
    expect(await spansOf(handle.run)).toMatchObject([{ status: 'ok', output: [{ parts: [{ content: 'Hello' }] }] }])
  })

  test('using leaves it off', () => {
    const kept = stage.enable(enableOpenaiAutolog)
    {
      using handle = kept
      expect(handle.enabled).toBe(true)
    }
    expect(kept.enabled).toBe(false)
  })
})

test('finish writes the calls that nobody waited for', async () => {
  stage.server.answer(() => {})
  const handle = stage.enable(enableOpenaiAutolog)
  const controller = new AbortController()
  const pending = client().chat.completions.create(question, { signal: controller.signal })
  await handle.finish()
  expect(await spansOf(handle.run)).toMatchObject([
    { status: 'aborted', attributes: { 'seetrain.ending': 'unfinished' } },
  ])
  controller.abort()
  await expect(pending).rejects.toThrow('aborted')
})

describe('which calls, and which run', () => {
  test('wrap listens to one client alone and returns it', async () => {
    stage.server.answer(json(chatAnswer('Hello')))
    const ours = client()
    const run = init(stage.runOptions())
    expect(wrap(ours)).toBe(ours)
    await ours.chat.completions.create(question)
    await client().chat.completions.create(question)
    expect(await spansOf(run)).toHaveLength(1)
    await run.finish()
  })

  test('Zhipu is told by its address; calls to others are not its business', async () => {
    stage.server.answer(json(chatAnswer('Hello')))
    const handle = stage.enable(enableZhipuAutolog)
    await client().chat.completions.create(question)
    for (const host of ['https://open.bigmodel.cn/api/paas/v4', 'https://api.z.ai/api/paas/v4'])
      await elsewhere(host).chat.completions.create(question)
    const spans = await spansOf(handle.run)
    expect(spans.map(({ attributes }) => attributes['gen_ai.provider.name'])).toEqual(['zhipu_ai', 'zhipu_ai'])
  })

  test('subclasses of the client are heard: Azure, and one of the program', async () => {
    const handle = stage.enable(enableOpenaiAutolog)
    class Own extends OpenAI {}
    const fetch = async () => Response.json(chatAnswer('Hello'))
    const azure = new AzureOpenAI({
      apiKey: 'key-for-tests-1234',
      endpoint: 'https://us.openai.azure.com',
      apiVersion: '2024-10-21',
      fetch,
    })
    await azure.chat.completions.create({ ...question, model: 'gpt-4o' })
    await new Own({ apiKey: 'key-for-tests-1234', fetch }).chat.completions.create({ ...question, model: 'gpt-4o' })
    const spans = await spansOf(handle.run)
    expect(spans.map(({ attributes }) => attributes['gen_ai.provider.name'])).toEqual(['azure.ai.openai', 'openai'])
  })

  test('autolog turns on every SDK, into the run that is active when a call is made', async () => {
    const outer = init(stage.runOptions())
    const handles = autolog()
    expect(handles.map(({ framework }) => framework)).toEqual([
      'openai',
      'anthropic',
      'zhipu',
      'google_genai',
      'mistral',
      'groq',
      'cohere',
      'ollama',
      'bedrock',
      'vercel_ai',
    ])
    stage.server.answer(json(chatAnswer('Hello')), json(messageAnswer()), json(chatAnswer('Hello')))
    await client().chat.completions.create(question)
    await new Anthropic({ apiKey: 'key-for-tests-1234', baseURL: stage.server.url }).messages.create({
      ...question,
      max_tokens: 5,
    })
    await withSession(stage.runOptions(), async run => {
      await client().chat.completions.create(question)
      expect(await spansOf(run)).toHaveLength(1)
    })
    expect(activeRun()).toBe(outer)
    expect(await spansOf(outer)).toHaveLength(2)
    for (const handle of handles) handle.disable()
    await outer.finish()
    // every SDK that is installed is loaded
  }, 60_000)
})

describe('whatever goes wrong in here, the call is as if we were not there', () => {
  const broken = (): never => {
    throw new Error('broken')
  }
  /** Works the first time, and never again. */
  const soonBroken = () => {
    let uses = 0
    return () => (uses++ === 0 ? 1 : broken())
  }

  test.each([
    ['at the start', () => ({ ports: { ticks: broken } })],
    ['at the end', () => ({ ports: { ticks: soonBroken() } })],
    ['in the record', () => ({ ports: { ids: { hex: broken } } })],
    ['in the mask', () => ({ mask: broken })],
  ])('%s', async (_, options) => {
    const handle = stage.enable(enableOpenaiAutolog, options())
    stage.server.answer(json(chatAnswer('Hello')), events(chatChunks(['Hel', 'lo'])), json({}, { status: 400 }))
    expect((await client().chat.completions.create(question)).choices[0]!.message.content).toBe('Hello')
    expect(await drain(await client().chat.completions.create({ ...question, stream: true }))).toBe(5)
    await expect(client().chat.completions.create(question)).rejects.toBeInstanceOf(OpenAI.BadRequestError)
    await handle.run.flush()
    expect(handle.getStats().failures).toBeGreaterThan(0)
  })
})

describe('options that can not be meant', () => {
  test.each([
    ['capture', { capture: 'some' }],
    ['redact', { redact: ['names'] }],
    ['mask', { mask: 'x' }],
    ['sampleRate', { sampleRate: 2 }],
    ['maxTextLength', { maxTextLength: 0 }],
    ['prices.m', { prices: { m: { input: '1' } } }],
    ['client', { client: {} }],
  ])('%s is refused by its name', (field, options) => {
    expect(() => enableOpenaiAutolog({ ...stage.runOptions(), ...(options as object) })).toThrow(field)
  })
})
