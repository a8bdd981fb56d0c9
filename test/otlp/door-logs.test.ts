import type { PlainObject } from '@seetrain/core'
import { toKeyValues, type LogsRequest, type OtlpLog, type TraceRequest } from '@seetrain/otlp'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { NANOS, post, recordsIn, resource, RUN, spansOf } from './door-client.ts'

describe('the messages of a call that come as log records', () => {
  const event = (at: number, eventName: string, body: PlainObject): OtlpLog => ({
    timeUnixNano: String(BigInt(NANOS) + BigInt(at)),
    eventName,
    traceId: 'a'.repeat(32),
    spanId: `${'0'.repeat(15)}1`,
    body: { kvlistValue: { values: toKeyValues(body) } },
  })
  const sent = (...logRecords: OtlpLog[]): LogsRequest => ({
    resourceLogs: [{ resource: resource(), scopeLogs: [{ logRecords }] }],
  })
  const asked = sent(event(0, 'gen_ai.user.message', { content: 'Hi' }))
  const answered = sent(event(1, 'gen_ai.choice', { index: 0, message: { content: 'Ho' }, finish_reason: 'stop' }))
  const INPUT = [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]
  const OUTPUT = [{ role: 'assistant', parts: [{ type: 'text', content: 'Ho' }], finish_reason: 'stop' }]
  const call = (attributes: PlainObject = { 'gen_ai.operation.name': 'chat' }): TraceRequest => {
    const request = spansOf([0])
    request.resourceSpans![0]!.scopeSpans![0]!.spans![0]!.attributes = toKeyValues(attributes)
    return request
  }
  /** What the hub shows of spans after all of this came. */
  async function shown(hub: HubUnderTest, ...requests: (TraceRequest | LogsRequest)[]): Promise<unknown[]> {
    for (const request of requests)
      expect((await post(hub, 'resourceLogs' in request ? 'logs' : 'traces', request)).status).toBe(200)
    await hub.hub.caughtUp()
    const { rows } = await hub.client.call('listSpans', { query: { runs: [RUN] } })
    return rows.map(({ record }) => record)
  }
  const lines = (hub: HubUnderTest) => recordsIn(hub).filter(({ kind }) => kind === 'console').length

  it.each([
    ['before it', [asked, answered, call()]],
    ['around it', [asked, call(), answered]],
    ['after it', [call(), asked, answered]],
    ['after it, and everything is sent again', [call(), asked, answered, asked, call(), answered]],
    ['before it, and everything is sent again', [asked, asked, call(), answered, call(), asked, answered]],
  ])('are in it when they come %s', async (_, requests) => {
    await using hub = await HubUnderTest.start()
    expect(await shown(hub, ...requests)).toEqual([
      expect.objectContaining({ spanKind: 'llm', input: INPUT, output: OUTPUT }),
    ])
    expect(lines(hub)).toBe(2)
    await hub.restart()
    // the messages are known of the journal; those of a call that is forgotten do not change it
    expect(await shown(hub, call(), asked)).toHaveLength(1)
    expect(lines(hub)).toBe(2)
  })

  it('change nothing in a call that has them in its attributes', async () => {
    await using hub = await HubUnderTest.start()
    const told = { 'gen_ai.operation.name': 'chat', 'gen_ai.prompt': 'A', 'gen_ai.completion': 'B' }
    expect(await shown(hub, call(told), asked)).toEqual([expect.objectContaining({ input: 'A', output: 'B' })])
  })

  it('are below a span that is no call', async () => {
    await using hub = await HubUnderTest.start()
    const spans = await shown(hub, call({}), asked, asked)
    expect(spans).toHaveLength(2)
    expect(spans).toContainEqual(
      expect.objectContaining({ parentId: `${'0'.repeat(15)}1`, spanKind: 'event', output: { content: 'Hi' } }),
    )
  })
})

describe('log records that are sent again', () => {
  const request = (...logRecords: OtlpLog[]): LogsRequest => ({
    resourceLogs: [{ resource: resource(), scopeLogs: [{ scope: { name: 'app' }, logRecords }] }],
  })
  const line = (text: string, more: OtlpLog = {}): OtlpLog => ({
    timeUnixNano: NANOS,
    body: { stringValue: text },
    ...more,
  })
  async function linesAfter(hub: HubUnderTest, ...requests: LogsRequest[]): Promise<string[]> {
    for (const sent of requests) await post(hub, 'logs', sent)
    return recordsIn(hub).flatMap(record => (record.kind === 'console' ? [record.text] : []))
  }

  it('are there once, also after a restart, and in another request', async () => {
    await using hub = await HubUnderTest.start()
    const both = request(line('one'), line('two'))
    expect(await linesAfter(hub, both, both)).toEqual(['one', 'two'])
    await hub.restart()
    expect(await linesAfter(hub, both, request(line('two'), line('three')))).toEqual(['one', 'two', 'three'])
  })

  it('are there as often as one request has them', async () => {
    await using hub = await HubUnderTest.start()
    const dots = request(line('.'), line('.'), line('.'))
    expect(await linesAfter(hub, dots, dots)).toEqual(['.', '.', '.'])
  })

  it('are told apart by their time, severity, span and attributes', async () => {
    await using hub = await HubUnderTest.start()
    const others: OtlpLog[] = [
      { timeUnixNano: String(BigInt(NANOS) + 1n) },
      { severityNumber: 9 },
      { traceId: 'b'.repeat(32), spanId: 'c'.repeat(16) },
      { attributes: toKeyValues({ thread: 2 }) },
    ]
    const requests = [{}, ...others].map(more => request(line('tick', more)))
    expect(await linesAfter(hub, ...requests, ...requests)).toHaveLength(5)
  })

  it('are new each time when they say no time', async () => {
    await using hub = await HubUnderTest.start()
    const timeless = request({ body: { stringValue: 'tick' } })
    expect(await linesAfter(hub, timeless, timeless)).toEqual(['tick', 'tick'])
  })

  it('are alerts once, too', async () => {
    await using hub = await HubUnderTest.start()
    const alert = request(line('look', { eventName: 'seetrain.alert', severityText: 'WARN' }))
    await linesAfter(hub, alert, alert)
    expect(recordsIn(hub).map(({ kind }) => kind)).toEqual(['alert'])
  })
})
