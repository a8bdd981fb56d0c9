import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Stage } from '../autolog/stage.ts'
import { describeWhen } from '../skip.ts'
import { MODEL } from './model-program.ts'
import { sendModelCalls, Tracker } from './tracker.ts'

const PROGRAM = 'jaeger-all-in-one'
const jaegerOnPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map(folder => join(folder, PROGRAM))
  .find(file => existsSync(file))
const LISTENERS = [
  'collector.otlp.http',
  'query.http-server',
  'collector.otlp.grpc',
  'query.grpc-server',
  'admin.http',
  'collector.http-server',
  'collector.grpc-server',
]

describeWhen(jaegerOnPath !== undefined, `no ${PROGRAM} on the PATH`)('Jaeger', () => {
  const stage = new Stage()
  let jaeger: Tracker
  beforeAll(async () => {
    jaeger = await Tracker.start({
      command: jaegerOnPath!,
      args: ports => LISTENERS.map((name, at) => `--${name}.host-port=127.0.0.1:${ports[at]}`),
      environment: () => ({ COLLECTOR_OTLP_ENABLED: 'true' }),
      ports: LISTENERS.length,
      ready: 'Starting HTTP server","port"',
    })
  }, 60_000)
  afterAll(() => jaeger.stop(), 60_000)

  it('shows the calls of a run as one trace of the project', async () => {
    const { run, spans } = await sendModelCalls(stage, { endpoint: jaeger.url })
    const found = await fetch(`http://127.0.0.1:${jaeger.ports[1]}/api/traces/${spans[0]!.traceId}`)
    const { data } = (await found.json()) as { data: ShownTrace[] }
    const { spans: shown, processes } = data[0]!
    expect(Object.values(processes)).toEqual([expect.objectContaining({ serviceName: 'shop' })])
    expect(tagsOf(Object.values(processes)[0]!.tags)).toMatchObject({ 'seetrain.run_id': run.id })

    const around = spans.find(({ name }) => name === 'assistant')!.spanId
    const places = shown.map(({ spanID, operationName, references }) => [spanID, operationName, references[0]?.spanID])
    const expected = spans.map(({ spanId, name, parentId }) => [spanId, name, parentId])
    expect(new Set(places)).toEqual(new Set(expected))
    expect(expected.filter(([, , parent]) => parent === around)).toHaveLength(5)

    const call = tagsOf(shown.find(({ spanID }) => spanID === spans[0]!.spanId)!.tags)
    expect(call).toMatchObject({
      'gen_ai.response.model': MODEL,
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 9,
      'seetrain.cost.total': 0.000135,
      'span.kind': 'client',
      'otel.status_code': 'OK',
    })
    expect(call['gen_ai.input.messages']).toContain('Weather in Paris?')
    expect(call['gen_ai.output.messages']).toContain('"type":"tool_call"')
    const failed = shown.find(({ tags }) => tagsOf(tags)['error'] === true)!
    expect(tagsOf(failed.tags)).toMatchObject({ 'otel.status_description': '429 too many requests' })
    expect(failed.logs.map(({ fields }) => tagsOf(fields)['exception.type'])).toEqual(['RateLimitError'])
  }, 60_000)
})

interface Tag {
  key: string
  value: unknown
}

interface ShownTrace {
  spans: {
    spanID: string
    operationName: string
    references: { spanID: string }[]
    tags: Tag[]
    logs: { fields: Tag[] }[]
  }[]
  processes: { [id: string]: { serviceName: string; tags: Tag[] } }
}

function tagsOf(tags: Tag[]): { [key: string]: unknown } {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}
