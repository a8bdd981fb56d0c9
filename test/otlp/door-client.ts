import { nodeFileSystem, readRun, runFolder, type RunRecord } from '@seetrain/core'
import {
  encodeRequest,
  MEDIA_TYPES,
  toKeyValues,
  type Encoding,
  type Requests,
  type Signal,
  type TraceRequest,
} from '@seetrain/otlp'
import type { HubUnderTest, RawAnswer } from '../hub/hub-under-test.ts'

const START = 1_763_700_000_000
export const NANOS = String(BigInt(START) * 1_000_000n)
export const RUN = 'a-run-of-its-own'

export function resource(more: { [name: string]: string } = {}) {
  return { attributes: toKeyValues({ 'service.name': 'shop', 'seetrain.run_id': RUN, ...more }) }
}

export function spansOf(ids: readonly number[], more: { [name: string]: string } = {}): TraceRequest {
  const spans = ids.map(id => ({
    traceId: 'a'.repeat(32),
    spanId: (id + 1).toString(16).padStart(16, '0'),
    name: `span ${id}`,
    startTimeUnixNano: NANOS,
    endTimeUnixNano: NANOS,
  }))
  return { resourceSpans: [{ resource: resource(more), scopeSpans: [{ spans }] }] }
}

export function post<S extends Signal>(
  hub: HubUnderTest,
  signal: S,
  request: Requests[S],
  { encoding = 'protobuf', headers = {} }: { encoding?: Encoding; headers?: { [name: string]: string } } = {},
): Promise<RawAnswer> {
  const body = encodeRequest(signal, request, encoding)
  return hub.raw('POST', `/v1/${signal}`, { 'content-type': MEDIA_TYPES[encoding], ...headers }, body)
}

/** What lies in the journals of a run, without what the hub says of itself. */
export function recordsIn(hub: HubUnderTest, runId = RUN): RunRecord[] {
  const records = [...readRun(runFolder(hub.home, runId), nodeFileSystem)].map(({ record }) => record)
  return records.filter(({ kind }) => !['open', 'end', 'environment'].includes(kind))
}
