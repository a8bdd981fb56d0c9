import { enableOpenaiAutolog } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import OpenAI from 'openai'
import { events, json, type Answer } from './fake-server.ts'
import { chatAnswer, chatChunk, chatChunks, responseAnswer, responseEvents } from './openai-answers.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] }

/** The one record of one use of the SDK. */
async function recordOf(answer: Answer, use: (client: OpenAI) => Promise<unknown>): Promise<SpanRecord> {
  stage.server.answer(answer)
  const handle = stage.enable(enableOpenaiAutolog)
  await use(new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 0 }))
  const spans = await spansOf(handle.run)
  expect(spans).toHaveLength(1)
  return spans[0]!
}

const streamed = (answer: unknown[], body: object = question) =>
  recordOf(events(answer), async client =>
    drain((await client.chat.completions.create({ ...body, stream: true } as never)) as never),
  )

test('trap 22: a call is one record with its words, tokens, cost and place', async () => {
  const body = {
    ...question,
    temperature: 0.5,
    max_tokens: 9,
    tools: [{ type: 'function' as const, function: { name: 'f' } }],
  }
  const span = await recordOf(
    json(chatAnswer('Hello'), { headers: { 'x-ratelimit-remaining-tokens': '99' } }),
    client => client.chat.completions.create(body),
  )
  expect(span).toMatchObject({
    name: 'chat gpt-4o-mini',
    spanKind: 'llm',
    status: 'ok',
    input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
    output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai_compatible',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.max_tokens': 9,
      'gen_ai.tool.definitions': [{ type: 'function', function: { name: 'f' } }],
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'seetrain.cost.total': (10 * 0.15 + 5 * 0.6) / 1e6,
      'seetrain.request.id': 'request-1',
      'seetrain.rate_limit.remaining_tokens': 99,
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'code.file.path': expect.stringContaining('openai-content.test.ts') as unknown,
    },
  })
  expect(span.endTime).toBeGreaterThanOrEqual(span.time)
})

test('a record holds what went over the wire, not what became of it later', async () => {
  const messages = [{ role: 'user' as const, content: 'before' }]
  const span = await recordOf(json(chatAnswer('Hello')), async client => {
    const promise = client.chat.completions.create({ model: 'gpt-4o-mini', messages })
    const answer = await promise
    messages.push({ role: 'user', content: 'after' })
    answer.choices[0]!.message.content = 'edited'
  })
  const sent = JSON.parse(stage.server.requests[0]!.body) as { messages: unknown[] }
  expect(sent.messages).toHaveLength(1)
  expect(span.input).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'before' }] }])
  expect(span.output).toMatchObject([{ parts: [{ content: 'Hello' }] }])
})

test('nothing of the caller is written to: frozen requests and answers pass', async () => {
  const body = Object.freeze({ model: 'gpt-4o-mini', messages: Object.freeze([Object.freeze(question.messages[0]!)]) })
  const span = await recordOf(json(chatAnswer('Hello')), async client =>
    Object.freeze(await client.chat.completions.create(body as never)),
  )
  expect(span.status).toBe('ok')
})

describe('streams', () => {
  test('text, tokens of the last chunk, and the time of the first word', async () => {
    const span = await streamed(chatChunks(['Hel', 'lo']))
    expect(span.output).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' },
    ])
    expect(span.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'seetrain.stream.chunks': 5,
    })
    expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0)
    expect(span.attributes).not.toHaveProperty('seetrain.usage.estimated')
  })

  test('tokens that no chunk tells are estimated and marked so', async () => {
    const span = await streamed(chatChunks(['Hello you there, and all'], { usage: false }))
    expect(span.attributes).toMatchObject({ 'seetrain.usage.estimated': true, 'gen_ai.usage.output_tokens': 6 })
    expect(JSON.parse(stage.server.requests[0]!.body)).not.toHaveProperty('stream_options')
  })

  const tool = (index: number | undefined, id: string | undefined, name: string | undefined, args: string) =>
    chatChunk({
      tool_calls: [
        {
          ...(index !== undefined && { index }),
          ...(id !== undefined && { id }),
          function: { ...(name && { name }), arguments: args },
        },
      ],
    })
  const both = [
    { type: 'tool_call', id: 'a', name: 'f', arguments: { x: 1 } },
    { type: 'tool_call', id: 'b', name: 'g', arguments: { y: 2 } },
  ]

  test.each([
    [
      'by index',
      [
        tool(0, 'a', 'f', '{"x"'),
        tool(1, 'b', 'g', '{"y"'),
        tool(0, undefined, undefined, ':1}'),
        tool(1, undefined, undefined, ':2}'),
      ],
    ],
    ['under one index', [tool(0, 'a', 'f', '{"x":1}'), tool(0, 'b', 'g', '{"y":2}')]],
    ['without an index', [tool(undefined, 'a', 'f', '{"x":1}'), tool(undefined, 'b', 'g', '{"y":2}')]],
  ])('two tool calls at once, %s, stay two', async (_, chunks) => {
    const span = await streamed([...chunks, chatChunk({}, { finish: 'tool_calls' })])
    expect(span.output).toEqual([{ role: 'assistant', parts: both, finish_reason: 'tool_calls' }])
  })

  test('ids that say nothing do not split a tool call', async () => {
    const span = await streamed([
      tool(0, 'a', 'f', '{"x"'),
      tool(0, 'null', undefined, ':1'),
      tool(0, '', undefined, '}'),
    ])
    expect(span.output).toMatchObject([{ parts: [{ id: 'a', name: 'f', arguments: { x: 1 } }] }])
  })

  test('several choices, reasoning and refusals', async () => {
    const span = await streamed([
      chatChunk({ reasoning_content: 'Hm' }),
      chatChunk({ content: 'A' }),
      chatChunk({ refusal: 'No' }, { index: 1 }),
      chatChunk({}, { finish: 'stop' }),
      chatChunk({}, { index: 1, finish: 'content_filter' }),
    ])
    expect(span.output).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm' },
          { type: 'text', content: 'A' },
        ],
        finish_reason: 'stop',
      },
      { role: 'assistant', parts: [{ type: 'refusal', content: 'No' }], finish_reason: 'content_filter' },
    ])
  })

  test('trap 22: one that is broken off keeps what had come, once, and the server sees it', async () => {
    const answer = events(chatChunks(['Hel', 'lo']), { done: false, end: false })
    const span = await recordOf(answer, async client => {
      const stream = await client.chat.completions.create({ ...question, stream: true })
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'Hel') break
    })
    expect(span).toMatchObject({ status: 'aborted', output: [{ parts: [{ content: 'Hel' }], finish_reason: 'error' }] })
    expect(span.attributes['seetrain.ending']).toBe('cancelled')
    await expect(stage.server.requests[0]!.closedEarly).resolves.toBe(true)
  })
})

test('trap 22: retries are attempts of one record', async () => {
  stage.server.answer(json({}, { status: 500, headers: { 'retry-after-ms': '1' } }), json(chatAnswer('Hello')))
  const handle = stage.enable(enableOpenaiAutolog)
  const client = new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 2 })
  await client.chat.completions.create(question)
  const spans = await spansOf(handle.run)
  expect(spans.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([1])
  expect(handle.totals).toMatchObject({ calls: 1, retries: 1, errors: 0 })
})

test('trap 22: an error is recorded and comes out as the same object', async () => {
  const span = await recordOf(
    json({ error: { message: 'no such model', code: 'model_not_found' } }, { status: 404 }),
    async client => {
      await expect(client.chat.completions.create(question)).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    },
  )
  expect(span).toMatchObject({
    status: 'error',
    error: { name: 'NotFoundError', message: '404 no such model', code: 'model_not_found' },
    attributes: { 'error.type': 'NotFoundError', 'gen_ai.request.model': 'gpt-4o-mini' },
  })
  expect(span.attributes).not.toHaveProperty('seetrain.cost.total')
})

describe('responses', () => {
  const usage = {
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 40,
    'gen_ai.usage.cache_read.input_tokens': 20,
    'gen_ai.usage.reasoning.output_tokens': 7,
  }

  test('whole: input and output are not confused, nested counts are no numbers', async () => {
    const span = await recordOf(json(responseAnswer('Hello')), client =>
      client.responses.create({ model: 'gpt-5', instructions: 'Be brief', input: 'Hi' }),
    )
    expect(span).toMatchObject({
      input: [{ role: 'system' }, { role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
      attributes: usage,
    })
    expect(JSON.stringify(span)).not.toContain('NaN')
  })

  test.each(['completed', 'incomplete', 'failed'])('streamed, ending as %s: usage and words are kept', async status => {
    const more = { status, ...(status === 'failed' && { error: { code: 'server_error', message: 'broke' } }) }
    const answer = events(responseEvents('Hello', responseAnswer('Hello', more), `response.${status}`), { done: false })
    const span = await recordOf(answer, async client =>
      drain(await client.responses.create({ model: 'gpt-5', input: 'Hi', stream: true })),
    )
    expect(span).toMatchObject({
      status: status === 'failed' ? 'error' : 'ok',
      attributes: usage,
      output: [{ parts: [{ content: 'Hello' }] }],
    })
  })

  test('streamed and broken off: the words that had come', async () => {
    const answer = events(responseEvents('Hello').slice(0, 6), { done: false, end: false })
    const span = await recordOf(answer, async client => {
      const seen: unknown[] = []
      for await (const event of await client.responses.create({ model: 'gpt-5', input: 'Hi', stream: true }))
        if (seen.push(event) === 6) break
    })
    expect(span).toMatchObject({ status: 'aborted', output: [{ parts: [{ content: 'Hel' }] }] })
  })
})

test('embeddings keep their texts and the shape of the vectors, not the vectors', async () => {
  const data = [{ index: 0, embedding: Buffer.from(new Float32Array([1, 2, 3]).buffer).toString('base64') }]
  const answer = json({ model: 'text-embedding-3-small', data, usage: { prompt_tokens: 3, total_tokens: 3 } })
  const span = await recordOf(answer, client =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: ['one'] }),
  )
  expect(span).toMatchObject({
    spanKind: 'embedding',
    input: ['one'],
    output: { count: 1 },
    attributes: { 'gen_ai.usage.input_tokens': 3 },
  })
})

test('pictures go to the blobs, once, and the record refers to them', async () => {
  const bytes = Buffer.from('a picture of something')
  const image = { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${bytes.toString('base64')}` } }
  const span = await recordOf(json(chatAnswer('A cat')), client =>
    client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: [image, image] }] }),
  )
  const part = {
    type: 'blob',
    modality: 'image',
    mime_type: 'image/png',
    blob: { size: bytes.length, mime: 'image/png' },
  }
  expect(span.input).toMatchObject([{ parts: [part, part] }])
  expect(JSON.stringify(span)).not.toContain(bytes.toString('base64'))
})
