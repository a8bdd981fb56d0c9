import type { Run, SpanRecord } from '@seetrain/core'
import { FakeEndpoint } from './fake-endpoint.ts'
import { HubUnderTest } from './hub-under-test.ts'

let under: HubUnderTest
let run: Run
let endpoint: FakeEndpoint
const call: HubUnderTest['client']['call'] = (name, input) => under.client.call(name, input)

const span = (spanId: string, more: Partial<SpanRecord> = {}): SpanRecord => ({
  kind: 'span',
  traceId: 't',
  spanId,
  time: 1_000_000,
  endTime: 1_000_250,
  name: 'chat',
  spanKind: 'llm',
  status: 'ok',
  attributes: {
    'gen_ai.request.model': 'small',
    'gen_ai.usage.input_tokens': 5,
    'gen_ai.usage.output_tokens': 2,
    'seetrain.cost.total': 0.25,
  },
  input: [{ role: 'user', parts: [{ type: 'text', content: `question ${spanId}` }] }],
  output: [{ role: 'assistant', parts: [{ type: 'text', content: `answer ${spanId}` }] }],
  ...more,
})

beforeAll(async () => {
  endpoint = await FakeEndpoint.start()
  under = await HubUnderTest.start()
  run = under.run({ project: 'chat' })
  for (const id of ['a', 'b', 'c']) run.logSpan(span(id))
  run.logSpan(span('f', { status: 'error', time: 1_060_000, endTime: 1_060_001 }))
  await run.finish()
  await under.hub.caughtUp()
})
afterAll(async () => {
  expect(under.errors).toEqual([])
  await under[Symbol.asyncDispose]()
  await endpoint.close()
})

describe('calls of models', () => {
  it('are summed by model over time', async () => {
    const { models, complete } = await call('getCallStatistics', { query: { runs: [run.id], buckets: 2 } })
    expect(complete).toBe(true)
    expect(models).toMatchObject([
      { model: 'small', calls: 4, errors: 1, inputTokens: 20, outputTokens: 8, cost: 1, median: 250, slow: 250 },
    ])
    expect(models[0]!.buckets.map(({ calls }) => calls)).toEqual([3, 1])
  })

  it('are scored by people, in a record like those of autolog that outlives the index', async () => {
    const body = { traceId: 't', spanId: 'a', name: 'helpful', value: 0.5, comment: 'so so' }
    const { spanId } = await call('scoreSpan', { params: { id: run.id }, body })
    const scores = async () => (await call('listSpans', { query: { runs: [run.id], spanKind: 'score' } })).rows
    const expected = {
      writer: 'hub',
      record: {
        spanId,
        parentId: 'a',
        traceId: 't',
        name: 'helpful',
        attributes: {
          'gen_ai.evaluation.name': 'helpful',
          'gen_ai.evaluation.score.value': 0.5,
          'gen_ai.evaluation.explanation': 'so so',
          'seetrain.score.source': 'human',
        },
      },
    }
    expect(await scores()).toMatchObject([expected])
    await under.restart()
    await under.hub.caughtUp()
    expect(await scores()).toMatchObject([expected])
  })

  it('become a dataset with versions and lineage', async () => {
    const calls = ['a', 'c'].map(spanId => ({ runId: run.id, traceId: 't', spanId }))
    const make = (body: object) =>
      call('makeDataset', { params: { id: run.id }, body: { name: 'hard', calls, ...body } })
    expect(await make({})).toEqual({ project: 'chat', name: 'hard', version: 'v0', examples: 2 })
    expect(await make({ withAnswers: false })).toMatchObject({ version: 'v1' })
    expect(await make({})).toMatchObject({ version: 'v0' })
    const { rows } = await call('listArtifacts', { query: { project: 'chat', name: 'hard' } })
    const first = rows.find(({ record }) => record.version === 'v0')!
    expect(first.record.type).toBe('dataset')
    const files = await call('listArtifactFiles', { params: { sha256: first.record.manifest.sha256 } })
    expect(files.rows.map(({ path }) => path)).toEqual(['examples.json'])
    const content = await fetch(`${under.url}/api/v1/blobs/${files.rows[0]!.blob!.sha256}`)
    expect(await content.json()).toEqual([
      { id: 'a', input: span('a').input, expected: span('a').output },
      { id: 'c', input: span('c').input, expected: span('c').output },
    ])
    const edges = await call('listEdges', { query: { nodes: ['artifact:chat/hard:v0'] } })
    expect(edges.rows.map(({ record }) => record.from)).toContain(`run:${run.id}`)
  })

  it.each([
    ['scoreSpan', { traceId: 't', spanId: 'zz', name: 'n', value: 1 }],
    ['makeDataset', { name: 'x', calls: [{ runId: 'a-run', traceId: 't', spanId: 'a' }] }],
  ] as const)('%s says which span is not there', async (name, body) => {
    await expect(call(name, { params: { id: run.id }, body } as never)).rejects.toMatchObject({ code: 'SPAN_MISSING' })
  })
})

describe('a call that is sent again', () => {
  const request = { model: 'small', messages: [{ role: 'user', content: 'hello' }], stream: true }
  const send = (more: object = {}) =>
    call('replayCall', { body: { address: `${endpoint.origin}/v1/`, key: 'sk-secret', request, ...more } })

  afterEach(() => {
    endpoint.trouble = undefined
    endpoint.beforePiece = async () => {}
  })

  it('reaches the endpoint with its key, and brings the answer back', async () => {
    const { status, body } = await send()
    expect(status).toBe(200)
    expect(body).toMatchObject({ choices: [{ message: { content: 'You said: hello' } }] })
    expect(endpoint.seen.at(-1)).toEqual({
      path: '/v1/chat/completions',
      authorization: 'Bearer sk-secret',
      body: { ...request, stream: false },
    })
  })

  it('comes as it is made, and ends the request when nobody reads any more', async () => {
    let release = () => {}
    const hold = new Promise<void>(resolve => (release = resolve))
    endpoint.beforePiece = () => hold
    const ask = async () => {
      const response = await under.client.request('replayCall', {
        body: { address: endpoint.origin, request, stream: true },
      })
      return response.body!.pipeThrough(new TextDecoderStream()).getReader()
    }
    const reader = await ask()
    let text = ''
    while (!text.includes('"You "')) text += (await reader.read()).value
    expect(JSON.parse(text.split('\n')[0]!)).toEqual({ kind: 'head', status: 200, milliseconds: expect.any(Number) })
    await reader.cancel()
    const other = await ask()
    await other.read()
    await endpoint.left
    release()
    text = ''
    for (let piece = await other.read(); !piece.done; piece = await other.read()) text += piece.value
    expect(text).toContain('"prompt_tokens":11')
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toEqual({ kind: 'end', milliseconds: expect.any(Number) })
  })

  it('asks without counting where an endpoint does not know how to count', async () => {
    const seen = endpoint.seen.length
    endpoint.trouble = { status: 400, body: '{"error":{"message":"Unknown parameter: stream_options"}}' }
    const response = await under.client.request('replayCall', {
      body: { address: endpoint.origin, request, stream: true },
    })
    expect(await response.text()).toContain('"kind":"body"')
    expect(endpoint.seen.slice(seen).map(({ body }) => 'stream_options' in body)).toEqual([true, false])
  })

  it('shows what the endpoint refuses, and takes the key nowhere else', async () => {
    endpoint.trouble = { status: 429, body: '{"error":{"message":"slow down"}}' }
    expect(await send()).toMatchObject({ status: 429, body: { error: { message: 'slow down' } } })
    endpoint.trouble = { status: 307, headers: { location: `${endpoint.origin}/elsewhere` } }
    const before = endpoint.seen.length
    expect(await send()).toMatchObject({ status: 307 })
    expect(endpoint.seen.length).toBe(before + 1)
  })

  it('says what is wrong with an address', async () => {
    await expect(send({ address: 'file:///etc/passwd' })).rejects.toMatchObject({ status: 400 })
    await expect(send({ address: 'http://me:secret@127.0.0.1/v1' })).rejects.toMatchObject({ status: 400 })
    const closed = await FakeEndpoint.start()
    const { origin } = closed
    await closed.close()
    await expect(send({ address: origin })).rejects.toMatchObject({ status: 424, code: 'ENDPOINT_FAILED' })
  })

  it('is refused by a server, except to the endpoints that it was started with', async () => {
    const seen = endpoint.seen.length
    await under.restart({ mode: 'server' })
    await expect(send()).rejects.toMatchObject({ status: 403, code: 'REPLAY_NOT_ALLOWED' })
    expect(endpoint.seen.length).toBe(seen)
    await under.restart({ mode: 'server', replayTo: [endpoint.origin] })
    expect(await send()).toMatchObject({ status: 200 })
  })
})
