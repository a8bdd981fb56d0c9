import type { RunRecord, SpanRecord } from '@seetrain/core'
import { REPLAY_MIME } from '../../api/call-routes.ts'
import { callStatistics } from '../../query/calls/call-statistics.ts'
import { readLabels } from '../../query/calls/read-labels.ts'
import type { RunRow } from '../../store/run-query.ts'
import { findSpan, storeDataset } from '../call-dataset.ts'
import type { HubParts } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'
import { replay, type ReplayRequest } from '../replay.ts'
import { replayStream } from '../replay-stream.ts'
import { findRun, LONGEST_WAIT_MS, present, writingOf } from './run-handlers.ts'

type CallHandlers = Pick<Handlers, 'getCallStatistics' | 'listSpanGroups' | 'scoreSpan' | 'makeDataset' | 'replayCall'>

/** Statistics are about the newest of them. */
const MOST_CALLS = 200_000
const NOT_KEPT = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

export function callHandlers(parts: HubParts): CallHandlers {
  const { store, audit } = parts
  return {
    listSpanGroups: ({ query }) => store.spanGroups(present(query)),
    async getCallStatistics({ query: { buckets, labels, ...query } }) {
      const calls = await store.calls({ ...present(query), labels: readLabels(labels), limit: MOST_CALLS })
      return { ...callStatistics(calls, buckets), complete: calls.length < MOST_CALLS }
    },
    async scoreSpan({ params, body }, { caller }) {
      const run = await findRun(parts, params.id)
      await findSpan(store, { runId: run.id, ...body })
      const score = scoreOf(body, parts.mode === 'server' ? caller.name : undefined, parts)
      await record(parts, run, [score])
      audit.write(caller.name, 'span-score', { target: run.id, span: body.spanId, score: body.name })
      return { spanId: score.spanId }
    },
    async makeDataset({ params, body }, { caller }) {
      const run = await findRun(parts, params.id)
      writingOf(parts)
      const { records, version } = await storeDataset(run, body, parts)
      await record(parts, run, records)
      audit.write(caller.name, 'dataset-make', { target: run.id, dataset: body.name, version })
      return { project: run.project, name: body.name, version, examples: body.calls.length }
    },
    replayCall: ({ body }, { signal }) => replayAnswer(body, parts, signal),
  }
}

/** The answer of the endpoint, whole or as it comes. */
async function replayAnswer(
  { stream, ...request }: ReplayRequest & { stream: boolean },
  { replay: outside }: HubParts,
  signal: AbortSignal,
): Promise<Response> {
  if (!stream) return Response.json(await replay(request, outside, signal), { headers: NOT_KEPT })
  const events = await replayStream(request, outside, signal)
  return new Response(events, { headers: { ...NOT_KEPT, 'content-type': REPLAY_MIME } })
}

/** Into the hub's own journal of the run, and waits until it can be asked for. */
async function record(parts: HubParts, run: RunRow, records: readonly RunRecord[]): Promise<void> {
  writingOf(parts).editor.write(run, records)
  await parts.feed.refresh(run.id, LONGEST_WAIT_MS)
}

interface Score {
  traceId: string
  spanId: string
  name: string
  value: number | boolean | string
  comment?: string | undefined
}

/** As `score` of autolog records it. */
function scoreOf(
  { traceId, spanId, name, value, comment }: Score,
  who: string | undefined,
  { clock, ids }: HubParts,
): SpanRecord {
  const time = clock.now()
  return {
    kind: 'span',
    time,
    endTime: time,
    traceId,
    spanId: ids.hex(8),
    parentId: spanId,
    name,
    spanKind: 'score',
    status: 'ok',
    attributes: {
      'gen_ai.evaluation.name': name,
      [`gen_ai.evaluation.score.${typeof value === 'number' ? 'value' : 'label'}`]: value,
      'seetrain.score.source': 'human',
      ...(who !== undefined && { 'seetrain.score.by': who }),
      ...(comment && { 'gen_ai.evaluation.explanation': comment }),
    },
  }
}
