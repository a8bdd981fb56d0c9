import { join } from 'node:path'
import type { SpanRecord } from '@seetrain/core'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { runProgram } from './run-program.ts'

const PROGRAM = join(import.meta.dirname, 'fixtures', 'export-with-sdk.mjs')

// in a process of its own, as the exporters load parts of theirs in a way that Jest does not know
describe.each(['json', 'protobuf'])("OpenTelemetry's SDK for JavaScript, in %s", encoding => {
  it.each(['gzip', 'none'])(
    'sends a span and metrics, compressed by %s',
    async compression => {
      await using hub = await HubUnderTest.start()
      const { traceId, spanId } = JSON.parse(
        await runProgram(process.execPath, [PROGRAM, encoding, compression, hub.url]),
      )
      await hub.hub.caughtUp()

      const { rows: runs } = await hub.client.call('listRuns', {})
      expect(runs.map(({ project, name }) => [project, name])).toEqual([['shop', 'shop one']])
      const { rows: spans } = await hub.client.call('listSpans', {})
      expect(spans).toHaveLength(1)
      const { record } = spans[0] as { record: SpanRecord }
      expect(record).toMatchObject({ traceId, spanId, name: 'work', spanKind: 'function', status: 'error' })
      expect(record.attributes).toEqual({
        flag: true,
        list: ['a', 'b'],
        ratio: 0.25,
        count: 3,
        'otel.scope.name': 'app',
      })
      const stack = expect.stringMatching(/at /)
      expect(record.error).toMatchObject({ name: 'TypeError', message: 'no such thing', stack })
      expect(record.events).toEqual([{ name: 'half', time: expect.any(Number), attributes: { done: 0.5 } }])

      const { rows: metrics } = await hub.client.call('listMetrics', { params: { id: runs[0]!.id } })
      expect(Object.fromEntries(metrics.map(({ key, last }) => [key, last]))).toEqual({
        'orders{kind=book}': 2,
        queue: -1.5,
        'duration/count': 3,
        'duration/mean': 3,
        'duration/min': 1,
        'duration/max': 6,
      })
      expect(hub.errors).toEqual([])
    },
    30_000,
  )
})
