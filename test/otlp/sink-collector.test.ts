import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { init } from '@seetrain/core'
import { OtlpSink } from '@seetrain/sinks/otlp'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'

const python = pythonPeer('otlp')

interface Received {
  path: string
  request: unknown
}

/** A receiver made of OpenTelemetry's own definitions, in a process of its own. */
class Collector {
  readonly received: Received[] = []
  readonly #process: ChildProcess
  readonly #lines: Interface
  #port = ''

  constructor() {
    this.#process = spawn(python!, [join(import.meta.dirname, '../peers/otlp/collector.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface(this.#process.stdout!)
  }

  async start(): Promise<void> {
    this.#port = await new Promise(resolve => this.#lines.once('line', resolve))
    this.#lines.on('line', line => this.received.push(JSON.parse(line) as Received))
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Ends the process, so that all its lines have come. */
  async end(): Promise<Received[]> {
    const ended = new Promise(resolve => this.#process.once('close', resolve))
    this.#process.kill()
    await ended
    return this.received
  }
}

describeWhen(python !== undefined, absentPeer('otlp'))('a receiver made of the definitions of OTLP', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'seetrain-otlp-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('understands every message of a run', async () => {
    const collector = new Collector()
    await collector.start()
    const settings = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
    const sinks = [new OtlpSink({ endpoint: collector.url, resource: { team: 'vision' } })]
    const run = init({ dir: folder, project: 'shop', experimentName: 'one', sinks, settings })
    run.log({ loss: 0.5, odd: Number.NaN }, { step: 3, epoch: 1 })
    run.alert('look', { level: 'error' })
    const time = 1_763_700_000_000
    run.logSpan({
      kind: 'span',
      time,
      endTime: time + 1.5,
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
      parentId: 'ef'.repeat(8),
      name: 'chat gpt-4o',
      spanKind: 'llm',
      status: 'error',
      error: { name: 'RateLimitError', message: 'too many', stack: 'at x' },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.tool.definitions': [{ type: 'function' }],
        big: 2n ** 60n,
        deep: { list: [1, 'x', null] },
      },
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      events: [{ name: 'retry', time: time + 1, attributes: { after: 0.25 } }],
    })
    await run.finish()
    const received = await collector.end()
    const of = (path: string) => received.filter(request => request.path === path).map(({ request }) => request)

    const [traces] = of('/v1/traces') as [
      { resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { spans: object[] }[] }[] },
    ]
    const { resource, scopeSpans } = traces.resourceSpans[0]!
    expect(resource.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'shop' } },
        { key: 'seetrain.run_id', value: { stringValue: run.id } },
        { key: 'team', value: { stringValue: 'vision' } },
      ]),
    )
    const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
    const messages = '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]'
    expect(scopeSpans[0]!.spans[0]).toMatchObject({
      traceId: base64('ab'.repeat(16)),
      spanId: base64('cd'.repeat(8)),
      parentSpanId: base64('ef'.repeat(8)),
      name: 'chat gpt-4o',
      kind: 'SPAN_KIND_CLIENT',
      startTimeUnixNano: '1763700000000000000',
      endTimeUnixNano: '1763700000001500000',
      status: { code: 'STATUS_CODE_ERROR', message: 'too many' },
      events: [
        {
          name: 'retry',
          timeUnixNano: '1763700000001000000',
          attributes: [{ key: 'after', value: { doubleValue: 0.25 } }],
        },
        { name: 'exception' },
      ],
      attributes: expect.arrayContaining([
        { key: 'gen_ai.input.messages', value: { stringValue: messages } },
        { key: 'gen_ai.tool.definitions', value: { stringValue: '[{"type":"function"}]' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '20' } },
        { key: 'error.type', value: { stringValue: 'RateLimitError' } },
        { key: 'openinference.span.kind', value: { stringValue: 'LLM' } },
        { key: 'llm.input_messages.0.message.content', value: { stringValue: 'Hi' } },
        { key: 'big', value: { intValue: String(2n ** 60n) } },
        {
          key: 'deep',
          value: {
            kvlistValue: {
              values: [
                { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'x' }, {}] } } },
              ],
            },
          },
        },
      ]),
    })
    const metrics = JSON.stringify(of('/v1/metrics'))
    expect(metrics).toMatch(
      /"name":"loss","gauge":\{"dataPoints":\[\{"timeUnixNano":"\d+","asDouble":0.5,"exemplars":\[/,
    )
    expect(metrics).toMatch(/"asDouble":"NaN"/)
    expect(metrics).toMatch(/\{"key":"seetrain.step","value":\{"intValue":"3"\}\}/)
    expect(JSON.stringify(of('/v1/logs'))).toMatch(
      /"severityNumber":"SEVERITY_NUMBER_ERROR".*"eventName":"seetrain.alert"/,
    )
  }, 30_000)
})
