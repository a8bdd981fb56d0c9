import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock, type Clock, type Plain, type RunRecord, type SpanRecord } from '@seetrain/core'
import { encodeAnswer, encodeError } from '@seetrain/otlp'
import { OtlpSink } from '../otlp.ts'
import { otlpOptions } from './otlp-options.ts'

type Answer = (response: ServerResponse) => void

let answers: Answer[] = []
const seen: { url: string; headers: IncomingHttpHeaders }[] = []
const bodies: string[] = []
const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request
    .on('data', (piece: Buffer) => pieces.push(piece))
    .on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers })
      bodies.push(Buffer.concat(pieces).toString())
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!
      answer(response)
    })
})
let endpoint = ''
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise(resolve => server.close(resolve)))
beforeEach(() => {
  seen.length = 0
  bodies.length = 0
  warnings.length = 0
  waits.length = 0
})

const warnings: string[] = []
const waits: number[] = []
/** Notes how long somebody waits, and lets them go on at once. */
const clock: Clock = {
  now: () => systemClock.now(),
  setTimer(callback, delay) {
    waits.push(delay)
    return systemClock.setTimer(callback, 0)
  },
}
const status =
  (code: number, headers: { [name: string]: string } = {}, body: Uint8Array | string = ''): Answer =>
  response =>
    void response.writeHead(code, headers).end(body)

async function opened(options: { [name: string]: Plain } = {}): Promise<OtlpSink> {
  const sink = new OtlpSink(otlpOptions({ endpoint, ...options }))
  const quiet = { debug() {}, info() {}, error() {}, warn: (message: string) => void warnings.push(message) }
  const writer = { id: 'main', host: 'here', pid: 1, thread: 0 }
  const open = {
    kind: 'open',
    time: 1,
    runId: 'r',
    project: 'p',
    name: 'n',
    createdAt: 1,
    writer,
    resumed: false,
  } as const
  await sink.open({
    open: { ...open, version: '0' },
    runDir: '',
    blobs: undefined as never,
    state: {},
    logger: quiet,
    clock,
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
  })
  return sink
}

async function deliver(options: { [name: string]: Plain } = {}): Promise<OtlpSink> {
  const sink = await opened(options)
  await send(sink)
  return sink
}

const SPAN: SpanRecord = {
  kind: 'span',
  time: 1,
  endTime: 2,
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'work',
  spanKind: 'function',
  status: 'ok',
  attributes: {},
}

const METRIC = { kind: 'metric', time: 1, key: 'loss', step: 0, value: 1 } as const

function send(sink: OtlpSink, offset = 1, records: RunRecord[] = [SPAN, METRIC]): Promise<void> {
  return sink.deliver({
    records,
    offset,
    writer: 'main',
    checkpoint() {},
    signal: new AbortController().signal,
  })
}

const addresses = () => seen.map(({ url }) => url)

it('waits as long as the receiver asks, and sends again', async () => {
  answers = [status(429, { 'retry-after': '3' }), status(503, { 'retry-after': '0' }), status(200)]
  await deliver()
  expect(waits).toEqual([3000, 1])
  expect(addresses()).toEqual(['/v1/traces', '/v1/traces', '/v1/traces', '/v1/metrics'])
})

it('leaves a longer wait to the courier', async () => {
  answers = [status(503, { 'retry-after': '3600' })]
  await expect(deliver()).rejects.toMatchObject({ code: 'OTLP_REFUSED', status: 503 })
})

it('says what the receiver did not take, once, and does not send it again', async () => {
  const partial = encodeAnswer(
    'traces',
    { partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } },
    'protobuf',
  )
  answers = [status(200, { 'content-type': 'application/x-protobuf' }, partial), status(200)]
  await deliver()
  expect(warnings).toEqual([`otlp: ${endpoint}/v1/traces took none of 1 spans of a request: too old.`])
})

it('lets the courier look for the record that a request was refused for', async () => {
  const said = encodeError({ code: 3, message: 'bad span' }, 'protobuf')
  answers = [status(400, { 'content-type': 'application/x-protobuf' }, said)]
  await expect(deliver()).rejects.toMatchObject({ retryable: false, message: expect.stringMatching(/400: bad span/) })
})

it('is tried again for anything that may pass, and tells the reason whatever its form', async () => {
  answers = [status(401, { 'content-type': 'application/json' }, '{"message":"no token"}')]
  await expect(deliver()).rejects.toThrow(/401: no token\. Check the token in the option "headers"/)
  answers = [status(500, { 'content-type': 'text/html' }, '<h1>Oh\n no</h1>')]
  await expect(deliver()).rejects.toThrow(/500: <h1>Oh no<\/h1>/)
})

it('leaves out what the receiver has no address for, unless it was asked for by name', async () => {
  answers = [status(200), status(404), status(200)]
  const sink = await deliver()
  await send(sink, 2)
  expect(addresses()).toEqual(['/v1/traces', '/v1/metrics', '/v1/traces'])
  expect(warnings).toEqual([expect.stringMatching(/takes no metrics\. They are left out; name the others/)])
  answers = [status(200), status(404)]
  await expect(deliver({ signals: ['traces', 'metrics'] })).rejects.toMatchObject({ code: 'OTLP_SIGNAL_MISSING' })
})

it('sends only what is missing when a batch comes again', async () => {
  answers = [status(200), status(500), status(200)]
  const sink = await opened()
  await expect(send(sink)).rejects.toMatchObject({ status: 500 })
  await send(sink)
  expect(addresses()).toEqual(['/v1/traces', '/v1/metrics', '/v1/metrics'])
})

it('names the address that nobody answers at, and why', async () => {
  // the port of a server that is gone
  const gone = createServer()
  await new Promise<void>(resolve => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise(resolve => gone.close(resolve))
  const url = `http://127.0.0.1:${port}`
  await expect(deliver({ endpoint: url })).rejects.toThrow(
    `${url}/v1/traces can not be reached: connect ECONNREFUSED 127.0.0.1:${port}. Check that a receiver listens at ${url}`,
  )
})

it('says where the endpoint ends when there are no traces at it', async () => {
  answers = [status(404)]
  await expect(deliver()).rejects.toThrow(
    /takes no traces\. Check the endpoint: it is what stands before \/v1\/traces\./,
  )
})

it('gives a request up when its time is over, and says so', async () => {
  const held: ServerResponse[] = []
  answers = [response => void held.push(response)]
  await expect(deliver({ timeoutMs: 50 })).rejects.toThrow(`a request to ${endpoint}/v1/traces: not done within 50 ms`)
  expect(waits).toEqual([50])
  for (const response of held) response.destroy()
})

it('tells Langfuse when an answer began under its own name, and nobody else', async () => {
  answers = [status(200)]
  const span = { ...SPAN, time: 1000, attributes: { 'gen_ai.response.time_to_first_chunk': 0.5 } }
  const spans = (options: { [name: string]: Plain }) => opened({ protocol: 'json', compression: 'none', ...options })
  for (const sink of [await spans({ endpoint: `${endpoint}/api/public/otel` }), await spans({})])
    await send(sink, 1, [span])
  const streamed = bodies.filter(body => body.includes('time_to_first_chunk'))
  expect(streamed.map(body => /completion_start_time","value":{"stringValue":"([^"]+)"/.exec(body)?.[1])).toEqual([
    '1970-01-01T00:00:01.500Z',
    undefined,
  ])
})
