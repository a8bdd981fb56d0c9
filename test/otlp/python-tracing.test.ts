import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { costOf } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import { FakeServer, json } from '../autolog/fake-server.ts'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { itWhen } from '../skip.ts'
import { MODEL } from './model-program.ts'
import { runProgram } from './run-program.ts'

const PROGRAM = join(import.meta.dirname, '../peers/otlp/call_traced.py')
const CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: MODEL,
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: { role: 'assistant', content: 'Let me look.', tool_calls: [CALL] },
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 4 } },
}

// the peer otlp has what MLflow does not bring itself: the SDK and the exporter
const shared = join(import.meta.dirname, '../../.cache/peers/otlp/lib')
const pythonOfShared = existsSync(shared) ? readdirSync(shared)[0]! : ''
const LIBRARIES: { [library: string]: { peers: string[]; environment: NodeJS.ProcessEnv } } = {
  mlflow: {
    peers: ['mlflow', 'otlp'],
    environment: { MLFLOW_DISABLE_TELEMETRY: 'true', PYTHONPATH: join(shared, pythonOfShared, 'site-packages') },
  },
  langsmith: {
    peers: ['langsmith'],
    environment: { LANGSMITH_TRACING: 'true', LANGSMITH_TRACING_MODE: 'otel', LANGSMITH_API_KEY: 'none' },
  },
}

async function spansWith(library: string): Promise<SpanRecord[]> {
  const { peers, environment } = LIBRARIES[library]!
  const model = await FakeServer.start()
  model.answer(json(ANSWER), json({ error: { message: 'too many requests' } }, { status: 429 }))
  await using hub = await HubUnderTest.start({ callCost: costOf })
  await runProgram(pythonPeer(peers[0]!)!, [PROGRAM, library, `${model.url}/v1`], {
    OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SERVICE_NAME: 'shop',
    ...environment,
  })
  await model.stop()
  await hub.hub.caughtUp()
  expect(hub.errors).toEqual([])
  const { rows } = await hub.client.call('listSpans', {})
  return rows.map(({ record }) => record as SpanRecord)
}

describe.each(Object.entries(LIBRARIES))('a Python program that traces by %s', (library, { peers }) => {
  const absent = peers.find(peer => pythonPeer(peer) === undefined)
  itWhen(absent === undefined, absentPeer(absent ?? ''))(
    'shows its model calls in a hub',
    async () => {
      const spans = await spansWith(library)
      const [failed, call, around] = spans as [SpanRecord, SpanRecord, SpanRecord]
      expect(spans).toHaveLength(3)
      expect([around.name, around.parentId]).toEqual(['ask', undefined])
      expect([call.parentId, failed.parentId]).toEqual([around.spanId, around.spanId])
      expect([call.spanKind, call.status]).toEqual(['llm', 'ok'])
      expect(call.input).toEqual([
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris?' }] },
      ])
      expect(call.output).toEqual([
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'Let me look.' },
            { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } },
          ],
          finish_reason: 'tool_calls',
        },
      ])
      expect(call.attributes).toMatchObject({
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': MODEL,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.tool.definitions': [{ type: 'function', function: expect.objectContaining({ name: 'weather' }) }],
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 9,
        'gen_ai.usage.cache_read.input_tokens': 4,
        'seetrain.cost.total': 0.000135,
      })
      expect([failed.spanKind, failed.status]).toEqual(['llm', 'error'])
      expect(failed.error!.message).toContain('too many requests')
    },
    120_000,
  )
})
