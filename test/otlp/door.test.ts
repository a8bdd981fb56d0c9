import { gzipSync } from 'node:zlib'
import type { PlainObject } from '@seetrain/core'
import {
  decodeAnswer,
  decodeError,
  encodeRequest,
  MEDIA_TYPES,
  type LogsRequest,
  type MetricsRequest,
  type Signal,
} from '@seetrain/otlp'
import fc from 'fast-check'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { NANOS, post, recordsIn, resource, RUN, spansOf } from './door-client.ts'

describe('answers', () => {
  it.each(['protobuf', 'json'] as const)('are in %s where the request is', async encoding => {
    await using hub = await HubUnderTest.start()
    const good = await post(hub, 'traces', spansOf([0]), { encoding })
    expect([good.status, good.headers['content-type']]).toEqual([200, MEDIA_TYPES[encoding]])
    expect(decodeAnswer('traces', good.bytes, encoding)).toEqual({})
    if (encoding === 'protobuf') expect(good.bytes).toHaveLength(0)

    const bad = await hub.raw('POST', '/v1/traces', { 'content-type': MEDIA_TYPES[encoding] }, 'no such thing')
    expect([bad.status, bad.headers['content-type']]).toEqual([400, MEDIA_TYPES[encoding]])
    expect(decodeError(bad.bytes, encoding)).toEqual({ code: 3, message: expect.stringMatching(/no request of OTLP/) })
  })

  it('say what was not taken of a request that was', async () => {
    await using hub = await HubUnderTest.start()
    const request = spansOf([0, 1])
    request.resourceSpans![0]!.scopeSpans![0]!.spans![1]!.spanId = '0'.repeat(16)
    const answer = decodeAnswer('traces', (await post(hub, 'traces', request)).bytes, 'protobuf')
    expect(answer.partialSuccess).toEqual({
      rejectedSpans: '1',
      errorMessage: expect.stringMatching(/^spans without a/),
    })
    expect(recordsIn(hub)).toHaveLength(1)
    const points = { gauge: { dataPoints: [{ timeUnixNano: '0', asDouble: 1 }] } }
    const metrics: MetricsRequest = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'x', ...points }] }] }] }
    const refused = decodeAnswer('metrics', (await post(hub, 'metrics', metrics)).bytes, 'protobuf')
    expect(refused.partialSuccess?.rejectedDataPoints).toBe('1')
  })

  it.each([
    ['another kind of content', { 'content-type': 'text/plain' }, 'x', 415],
    ['another way to pack', { 'content-encoding': 'br' }, 'x', 415],
    ['what is not packed as it says', { 'content-encoding': 'gzip' }, 'x', 400],
    ['what unpacks to more than the hub takes', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(33 << 20)), 413],
  ])('refuse %s', async (_, headers, body, status) => {
    await using hub = await HubUnderTest.start()
    const answer = await hub.raw('POST', '/v1/traces', { 'content-type': 'application/json', ...headers }, body)
    expect([answer.status, hub.errors]).toEqual([status, []])
    expect(decodeError(answer.bytes, 'json').message).toMatch(/\.$/)
  })

  it('ask for a token where the hub does', async () => {
    await using hub = await HubUnderTest.start({ mode: 'server', host: '127.0.0.1' })
    const { token } = await hub.client.call('createToken', { body: { name: 'reader', scope: 'read' } })
    const status = async (headers: { [name: string]: string }) =>
      (await post(hub, 'traces', spansOf([0]), { headers })).status
    expect([await status({}), await status({ authorization: `Bearer ${token}` })]).toEqual([401, 403])
  })
})

describe('runs', () => {
  it('are named, or made of the service and its process, or of the service and the day', async () => {
    await using hub = await HubUnderTest.start()
    const at = (more: { [name: string]: string }) =>
      post(hub, 'traces', spansOf([0], { 'seetrain.run_id': '', ...more }))
    await post(hub, 'traces', spansOf([0]))
    for (const instance of ['one', 'one', 'two']) await at({ 'service.instance.id': instance })
    await at({ 'seetrain.run.name': 'mine', 'seetrain.project': 'research' })
    await at({ 'seetrain.run_id': '../../etc' })
    await hub.hub.caughtUp()
    const { rows } = await hub.client.call('listRuns', {})
    expect(rows.map(({ project, name }) => `${project}: ${name}`).sort()).toEqual([
      'research: mine',
      'shop: shop 2025-11-21',
      'shop: shop one',
      'shop: shop two',
    ])
  })

  it('that live here get what their children send, in a journal beside their own', async () => {
    await using hub = await HubUnderTest.start()
    const run = hub.run({ project: 'training', id: RUN })
    run.log({ loss: 1 }, { step: 0 })
    await post(hub, 'traces', spansOf([0]))
    await run.finish()
    await hub.hub.caughtUp()
    const { rows } = await hub.client.call('listRuns', {})
    expect(rows.map(({ project, state }) => [project, state])).toEqual([['training', 'finished']])
    expect((await hub.client.call('listSpans', { query: { runs: [RUN] } })).rows).toHaveLength(1)
  })
})

describe('what is sent again', () => {
  const points: MetricsRequest = {
    resourceMetrics: [
      {
        resource: resource(),
        scopeMetrics: [
          {
            metrics: [
              { name: 'loss', gauge: { dataPoints: [{ timeUnixNano: NANOS, asDouble: 0.5 }] } },
              { name: 'count', sum: { dataPoints: [{ timeUnixNano: NANOS, asInt: '7' }] } },
            ],
          },
        ],
      },
    ],
  }

  it('is there once, also after a restart of the hub, and lines and steps are counted on', async () => {
    await using hub = await HubUnderTest.start()
    const lines = (text: string): LogsRequest => ({
      resourceLogs: [
        { resource: resource(), scopeLogs: [{ logRecords: [{ timeUnixNano: NANOS, body: { stringValue: text } }] }] },
      ],
    })
    const later = structuredClone(points)
    for (const [sending, next] of [
      ['first', [0, 1]],
      ['second', [1, 2]],
    ] as const) {
      for (let time = 0; time < 2; time++) {
        expect((await post(hub, 'traces', spansOf(next))).status).toBe(200)
        expect((await post(hub, 'metrics', points)).status).toBe(200)
      }
      await post(hub, 'logs', lines(sending))
      await hub.restart()
    }
    for (const metric of later.resourceMetrics![0]!.scopeMetrics![0]!.metrics!)
      for (const point of metric.gauge?.dataPoints ?? metric.sum!.dataPoints!)
        point.timeUnixNano = `${BigInt(NANOS) + 5_000_000n}`
    await post(hub, 'metrics', later)

    const records = recordsIn(hub)
    const of = (kind: string) => records.filter(record => record.kind === kind) as unknown as PlainObject[]
    expect(of('span').map(({ name }) => name)).toEqual(['span 0', 'span 1', 'span 2'])
    expect(of('metric').map(({ key, step, value }) => [key, step, value])).toEqual([
      ['loss', 0, 0.5],
      ['count', 0, 7],
      ['loss', 1, 0.5],
      ['count', 1, 7],
    ])
    expect(of('console').map(({ line, text }) => [line, text])).toEqual([
      [0, 'first'],
      [1, 'second'],
    ])
  })
})

test('whatever is sent, no answer is a failure of the hub, and none tells of its inside', async () => {
  await using hub = await HubUnderTest.start()
  const wild = fc.oneof(
    fc.json({ maxDepth: 6 }).map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
    shaped().map(value => Buffer.from(JSON.stringify(value))),
    fc.tuple(fc.constantFrom<Signal>('traces', 'metrics', 'logs'), fc.nat(), fc.nat(255)).map(([signal, at, byte]) => {
      const bytes = Buffer.from(encodeRequest(signal, signal === 'traces' ? spansOf([1, 2]) : {}, 'protobuf'))
      if (bytes.length > 0) bytes[at % bytes.length] = byte
      return bytes
    }),
  )
  const type = fc.constantFrom('application/json', 'application/x-protobuf', 'application/json; charset=utf-8')
  const signals = fc.constantFrom<Signal>('traces', 'metrics', 'logs')
  await fc.assert(
    fc.asyncProperty(signals, type, wild, fc.boolean(), async (signal, contentType, body, packed) => {
      const headers = { 'content-type': contentType, ...(packed && { 'content-encoding': 'gzip' }) }
      const answer = await hub.raw('POST', `/v1/${signal}`, headers, packed ? gzipSync(body) : body)
      expect([answer.status < 500, hub.errors]).toEqual([true, []])
      expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
    }),
    { numRuns: Number(process.env['FUZZ_ROUNDS'] ?? 300) },
  )
  await hub.hub.caughtUp()
  expect((await hub.client.call('listRuns', {})).rows.length).toBeGreaterThan(0)
  expect(hub.errors).toEqual([])
}, 60_000)

/** Requests whose members are of any kind. */
function shaped(): fc.Arbitrary<object> {
  const odd = fc.oneof(fc.constantFrom(null, '', 'constructor', '__proto__', -1, 1e300, NANOS, [], {}), fc.jsonValue())
  const id = fc.oneof(odd, fc.constantFrom('a'.repeat(32), 'b'.repeat(16)))
  const name = fc.oneof(
    odd,
    fc.constantFrom(
      'gen_ai.operation.name',
      'gen_ai.input.messages',
      'gen_ai.prompt.0.role',
      'openinference.span.kind',
      'llm.input_messages.0.message.contents.0',
      'mlflow.spanType',
      'mlflow.spanInputs',
      'ai.operationId',
      'ai.prompt',
      'seetrain.span.kind',
      'service.name',
      'seetrain.run_id',
      'seetrain.step',
    ),
  )
  const value = fc.oneof(
    odd,
    odd.map(stringValue => ({ stringValue })),
    odd.map(intValue => ({ intValue })),
    fc.json().map(stringValue => ({ stringValue })),
  )
  const attributes = fc.oneof(odd, fc.array(fc.oneof(odd, fc.record({ key: name, value })), { maxLength: 6 }))
  const entry = fc.record({
    traceId: id,
    spanId: id,
    parentSpanId: id,
    name: odd,
    kind: odd,
    startTimeUnixNano: fc.oneof(odd, fc.constant(NANOS)),
    timeUnixNano: fc.oneof(odd, fc.constant(NANOS)),
    endTimeUnixNano: odd,
    attributes,
    events: fc.oneof(
      odd,
      fc.array(fc.record({ name: fc.oneof(odd, fc.constant('exception')), attributes }), { maxLength: 3 }),
    ),
    status: odd,
    body: value,
    eventName: fc.oneof(odd, fc.constantFrom('gen_ai.choice', 'seetrain.alert')),
    severityNumber: odd,
    asDouble: odd,
    gauge: fc.record({
      dataPoints: fc.oneof(
        odd,
        fc.array(fc.record({ timeUnixNano: fc.oneof(odd, fc.constant(NANOS)), asDouble: odd, attributes })),
      ),
    }),
    histogram: odd,
  })
  const entries = fc.oneof(odd, fc.array(entry, { maxLength: 3 }))
  const scoped = fc.oneof(
    odd,
    fc.array(fc.record({ scope: odd, spans: entries, metrics: entries, logRecords: entries }), { maxLength: 2 }),
  )
  const group = fc.record({
    resource: fc.oneof(odd, fc.record({ attributes })),
    scopeSpans: scoped,
    scopeMetrics: scoped,
    scopeLogs: scoped,
  })
  const groups = fc.oneof(odd, fc.array(group, { maxLength: 2 }))
  return fc.record({ resourceSpans: groups, resourceMetrics: groups, resourceLogs: groups })
}
