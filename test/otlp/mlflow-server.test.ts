import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stage } from '../autolog/stage.ts'
import { MlflowServer } from '../peers/mlflow/mlflow-server.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { MODEL } from './model-program.ts'
import { sendModelCalls } from './tracker.ts'

describeWhen(pythonPeer('mlflow') !== undefined, absentPeer('mlflow'))('the server of MLflow', () => {
  const stage = new Stage()
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-mlflow-'))
  let server: MlflowServer
  beforeAll(async () => void (server = await MlflowServer.start(folder)), 120_000)
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  it('shows the calls of a run: words, tools, tokens, cost, the tree and what failed', async () => {
    const { run, spans } = await sendModelCalls(stage, {
      endpoint: server.url,
      headers: { 'x-mlflow-experiment-id': '0' },
    })
    const { trace_info: info, spans: shown } = await traceOf(server.url, spans[0]!.traceId)
    expect([info.state, info.request_preview, info.response_preview]).toEqual(['OK', '"Weather in Paris?"', '"Rain."'])
    expect(info.tags).toMatchObject({ 'seetrain.run_id': run.id })
    expect(info.trace_metadata).toMatchObject({ 'mlflow.trace.user': 'u1', 'mlflow.trace.session': 's1' })
    expect(JSON.parse(info.trace_metadata['mlflow.trace.tokenUsage']!)).toEqual({
      input_tokens: 42,
      output_tokens: 18,
      total_tokens: 60,
      cache_read_input_tokens: 8,
    })
    expect(JSON.parse(info.trace_metadata['mlflow.trace.cost']!).total_cost).toBeCloseTo(0.00027004)
    expect(shown.map(({ name, status }) => [name, status.code, status.message])).toEqual([
      ['assistant', 'STATUS_CODE_OK', undefined],
      ['chat gpt-4o', 'STATUS_CODE_OK', undefined],
      ['weather', 'STATUS_CODE_OK', undefined],
      ['chat gpt-4o', 'STATUS_CODE_OK', undefined],
      ['embeddings text-embedding-3-small', 'STATUS_CODE_OK', undefined],
      ['chat gpt-4o', 'STATUS_CODE_ERROR', '429 too many requests'],
    ])
    const around = shown[0]!
    expect(shown.slice(1).map(span => span.parent_span_id)).toEqual(shown.slice(1).map(() => around.span_id))
    const about = (at: number) =>
      Object.fromEntries(shown[at]!.attributes.map(({ key, value }) => [key, plainOf(value)]))
    expect(about(1)).toMatchObject({
      'mlflow.spanType': 'LLM',
      'mlflow.llm.model': MODEL,
      'mlflow.spanInputs': [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris?' }] },
      ],
      'mlflow.spanOutputs': [
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'Let me look.' },
            { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } },
          ],
        },
      ],
      'mlflow.chat.tools': [{ type: 'function', function: { name: 'weather' } }],
      'mlflow.chat.tokenUsage': { input_tokens: 20, output_tokens: 9 },
    })
    expect(about(2)).toMatchObject({
      'mlflow.spanType': 'TOOL',
      'mlflow.spanInputs': { city: 'Paris' },
      'mlflow.spanOutputs': { sky: 'rain' },
    })
    expect(about(4)).toMatchObject({ 'mlflow.spanType': 'EMBEDDING', 'mlflow.spanInputs': ['rain', 'sun'] })
  }, 60_000)
})

interface ShownTrace {
  trace_info: {
    state: string
    trace_metadata: { [name: string]: string }
    tags: object
    request_preview: string
    response_preview: string
  }
  spans: ShownSpan[]
}

interface ShownSpan {
  name: string
  span_id: string
  parent_span_id?: string
  status: { code: string; message?: string }
  attributes: { key: string; value: AnyValue }[]
}

async function traceOf(url: string, traceId: string): Promise<ShownTrace> {
  const found = await fetch(`${url}/ajax-api/3.0/mlflow/traces/batchGet?trace_ids=tr-${traceId}`)
  const { traces } = (await found.json()) as { traces: ShownTrace[] }
  return traces[0]!
}

/** A value of OTLP in the JSON that Python makes of it. */
type AnyValue = { [type: string]: unknown }

function plainOf(value: AnyValue): unknown {
  const [type, inner] = Object.entries(value)[0] ?? []
  if (type === 'array_value') return ((inner as { values?: AnyValue[] }).values ?? []).map(plainOf)
  if (type !== 'kvlist_value') return inner
  const { values = [] } = inner as { values?: { key: string; value: AnyValue }[] }
  return Object.fromEntries(values.map(member => [member.key, plainOf(member.value)]))
}
