import { join } from 'node:path'
import { costOf } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import { FakeServer, json } from '../autolog/fake-server.ts'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { runProgram } from './run-program.ts'

const python = pythonPeer('otlp')
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-2024-08-06',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }],
      },
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 4 } },
}

const SAID = [
  { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
  { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris?' }] },
]
const CALLED = { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } }

describeWhen(python !== undefined, absentPeer('otlp'))('a Python program with OpenTelemetry', () => {
  let model: FakeServer
  beforeAll(async () => {
    model = await FakeServer.start()
    model.answer(json(ANSWER))
  })
  afterAll(() => model.stop())

  async function callWith(
    instrumentation: string,
  ): Promise<{ spans: SpanRecord[]; metrics: string[]; errors: string[] }> {
    await using hub = await HubUnderTest.start({ callCost: costOf })
    await runProgram(
      python!,
      [join(import.meta.dirname, '../peers/otlp/call_model.py'), instrumentation, `${model.url}/v1`],
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
        OTEL_SERVICE_NAME: 'shop',
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
      },
    )
    await hub.hub.caughtUp()
    const { rows: runs } = await hub.client.call('listRuns', {})
    expect(runs.map(({ project, state }) => [project, state])).toEqual([['shop', 'running']])
    const { rows } = await hub.client.call('listSpans', { query: { runs: [runs[0]!.id] } })
    const { rows: metrics } = await hub.client.call('listMetrics', { params: { id: runs[0]!.id } })
    return {
      spans: rows.map(({ record }) => record as SpanRecord),
      metrics: metrics.map(({ key }) => key),
      errors: hub.errors,
    }
  }

  it.each(['openinference', 'openllmetry', 'opentelemetry'])(
    'shows its model calls: %s',
    async instrumentation => {
      const { spans, metrics, errors } = await callWith(instrumentation)
      const call = spans.find(({ spanKind }) => spanKind === 'llm')!
      const around = spans.find(({ name }) => name === 'ask')!
      expect(spans).toHaveLength(2)
      expect([call.parentId, call.traceId, call.status]).toEqual([around.spanId, around.traceId, 'ok'])
      expect(call.input).toEqual(SAID)
      const [said] = call.output as { role: string; parts: unknown[]; finish_reason: string }[]
      expect(said).toEqual({
        role: 'assistant',
        // the instrumentation of OpenTelemetry keeps either words or calls
        parts: expect.arrayContaining([CALLED]),
        finish_reason: expect.stringMatching(/^tool_calls?$/),
      })
      expect(call.attributes).toMatchObject({
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 9,
      })
      if (instrumentation !== 'openinference')
        expect(
          metrics.filter(key => key.startsWith('gen_ai.client.token.usage{') && key.endsWith('/mean')),
        ).toHaveLength(2)
      expect(errors).toEqual([])
    },
    60_000,
  )
})
