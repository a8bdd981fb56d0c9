import {
  continueTrace,
  enableOpenaiAutolog,
  feedback,
  score,
  span,
  spanOf,
  trace,
  traced,
  tracedMethod,
  traceparent,
  withContext,
  wrap,
} from '@seetrain/autolog'
import { init, type Run, type SpanRecord } from '@seetrain/core'
import OpenAI from 'openai'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hi' }] }

function begin(): { run: Run; client: OpenAI } {
  stage.server.answer(json(chatAnswer('Hello')))
  const run = stage.keep(init(stage.runOptions()))
  return {
    run,
    client: wrap(new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 0 })),
  }
}

const byName = async (run: Run): Promise<Record<string, SpanRecord>> =>
  Object.fromEntries((await spansOf(run)).map(record => [record.name, record]))

describe('trace', () => {
  test('calls and steps inside become children, over awaits', async () => {
    const { run, client } = begin()
    const answer = await trace('answer', async () => {
      const documents = await traced(
        async function search(words: string) {
          return [`about ${words}`]
        },
        { kind: 'retriever' },
      )('oslo')
      const { choices } = await client.chat.completions.create(question)
      return [documents, choices.length]
    })
    expect(answer).toEqual([['about oslo'], 1])
    const { answer: root, search, 'chat gpt-4o-mini': call } = await byName(run)
    expect(root).not.toHaveProperty('parentId')
    expect([search!.parentId, call!.parentId]).toEqual([root!.spanId, root!.spanId])
    expect(new Set([root!.traceId, search!.traceId, call!.traceId]).size).toBe(1)
    expect(search).toMatchObject({ spanKind: 'retriever', input: ['oslo'], output: ['about oslo'] })
  })

  test('values, errors and their identity pass through, from code that waits and code that does not', async () => {
    const { run } = begin()
    const mine = new TypeError('mine')
    const fail = (): never => {
      throw mine
    }
    expect(trace('plain', () => 5)).toBe(5)
    expect(() => trace('throws', fail)).toThrow(mine)
    await expect(trace('rejects', async () => fail())).rejects.toBe(mine)
    const spans = await byName(run)
    expect(spans['plain']).toMatchObject({ status: 'ok', output: 5 })
    for (const name of ['throws', 'rejects'])
      expect(spans[name]).toMatchObject({ status: 'error', error: { name: 'TypeError', message: 'mine' } })
  })

  test('a generator is one span until its end, and its body runs inside', async () => {
    const { run, client } = begin()
    const words = traced(async function* words() {
      await client.chat.completions.create(question)
      yield 'a'
      yield 'b'
    })
    const seen: string[] = []
    for await (const word of words()) seen.push(word)
    expect(seen).toEqual(['a', 'b'])
    const spans = await byName(run)
    expect(spans['words']!.output).toEqual(['a', 'b'])
    expect(spans['chat gpt-4o-mini']!.parentId).toBe(spans['words']!.spanId)
  })

  test('span by hand, and methods by a decorator', async () => {
    const { run } = begin()
    class Tool {
      readonly factor = 2
      @tracedMethod({ kind: 'tool' })
      double(value: number): number {
        return value * this.factor
      }
    }
    {
      using step = span('step', { kind: 'chain', attributes: { size: 3 } })
      step.event('found', { count: 1 })
      expect(step.within(() => new Tool().double(4))).toBe(8)
    }
    const { step, double } = await byName(run)
    expect(step).toMatchObject({
      spanKind: 'chain',
      attributes: { size: 3 },
      events: [{ name: 'found', attributes: { count: 1 } }],
    })
    expect(double).toMatchObject({ spanKind: 'tool', parentId: step!.spanId, input: [4], output: 8 })
  })

  test('values that can not be written do no harm', async () => {
    const { run } = begin()
    const loop: { self?: unknown; get bad(): never } = {
      get bad(): never {
        throw new Error('getter')
      },
    }
    loop.self = loop
    expect(trace('odd', () => loop)).toBe(loop)
    expect((await byName(run))['odd']!.status).toBe('ok')
  })

  test('without a run everything works and nothing is recorded', () => {
    expect(trace('nowhere', () => 1)).toBe(1)
  })
})

test('a stream belongs to where it was made, wherever it is read', async () => {
  const { run, client } = begin()
  stage.server.answer(events(chatChunks(['Hel', 'lo'])))
  const stream = await trace('made here', () => client.chat.completions.create({ ...question, stream: true }))
  await trace('read here', () => drain(stream))
  const spans = await byName(run)
  expect(spans['chat gpt-4o-mini']!.parentId).toBe(spans['made here']!.spanId)
})

test('session, user, tags and metadata reach every call, and contexts never mix', async () => {
  const { run, client } = begin()
  await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      withContext({ user: `u${number}`, session: `s${number}`, tags: ['a'], metadata: { number } }, () =>
        withContext({ tags: ['b'], metadata: { more: true } }, () =>
          client.chat.completions.create({ ...question, user: `u${number}` }),
        ),
      ),
    ),
  )
  const spans = await spansOf(run)
  expect(spans).toHaveLength(50)
  const numbers = spans.map(({ attributes }) => {
    const { number } = attributes['seetrain.metadata'] as { number: number }
    expect(attributes).toMatchObject({
      'user.id': `u${number}`,
      'gen_ai.conversation.id': `s${number}`,
      'seetrain.tags': ['a', 'b'],
      'seetrain.metadata': { more: true },
    })
    return number
  })
  expect(new Set(numbers).size).toBe(50)
})

describe('traceparent', () => {
  const header = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`

  test('in: the trace goes on; out: its header names the span around', async () => {
    const { run } = begin()
    const out = continueTrace(header, () => trace('handled', () => traceparent()))
    const { handled } = await byName(run)
    expect(handled).toMatchObject({ traceId: 'ab'.repeat(16), parentId: 'cd'.repeat(8) })
    expect(out).toBe(`00-${handled!.traceId}-${handled!.spanId}-01`)
    expect(traceparent()).toBeUndefined()
  })

  test('a trace that is not sampled is not recorded', async () => {
    const { run, client } = begin()
    await continueTrace(header.replace(/01$/, '00'), () =>
      trace('quiet', () => client.chat.completions.create(question)),
    )
    expect(await spansOf(run)).toEqual([])
  })

  test.each([
    '',
    'x',
    `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-01`,
    `ff-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
    `${header}-more`,
  ])('%j is passed over', bad => {
    expect(continueTrace(bad, traceparent)).toBeUndefined()
  })
})

test('scores and feedback are records of their own below the span they judge', async () => {
  const { run, client } = begin()
  const answer = await client.chat.completions.create(question)
  const judged = spanOf(answer)!
  score(judged, 'correct', 0.5, { comment: 'half' })
  feedback(judged, 'good')
  const { correct, feedback: opinion, 'chat gpt-4o-mini': call } = await byName(run)
  expect(correct).toMatchObject({
    spanKind: 'score',
    parentId: call!.spanId,
    traceId: call!.traceId,
    attributes: { 'gen_ai.evaluation.score.value': 0.5, 'gen_ai.evaluation.explanation': 'half' },
  })
  expect(opinion).toMatchObject({
    attributes: { 'gen_ai.evaluation.score.label': 'good', 'seetrain.score.source': 'human' },
  })
  expect(() => score({} as never, 'x', 1)).toThrow('span')
})

test('a handle records calls of a trace into its own run', async () => {
  stage.server.answer(json(chatAnswer('Hello')))
  const handle = stage.enable(enableOpenaiAutolog)
  const client = new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1` })
  await trace('outer', () => client.chat.completions.create(question))
  expect((await spansOf(handle.run)).map(({ name }) => name).sort()).toEqual(['chat gpt-4o-mini', 'outer'])
})
