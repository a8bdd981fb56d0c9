import {
  Artifact,
  ArtifactStore,
  artifactNode,
  runNode,
  type ArtifactRecord,
  type EdgeRecord,
  type SpanRecord,
} from '@seetrain/core'
import { RequestError } from '../errors/request-error.ts'
import type { RunRow } from '../store/run-query.ts'
import type { StoreReader } from '../store/store.ts'
import type { HubParts } from './hub-parts.ts'

/** Where a recorded call is. */
export interface CallPlace {
  runId: string
  traceId: string
  spanId: string
}

export interface DatasetRequest {
  name: string
  description?: string | undefined
  withAnswers: boolean
  calls: readonly CallPlace[]
}

export interface MadeDataset {
  records: [ArtifactRecord, EdgeRecord]
  version: string
}

/** Stores calls as examples, in the form that `evaluate` keeps datasets in: `examples.json`, `{ id, input, expected }`. */
export async function storeDataset(
  run: RunRow,
  { name, description, withAnswers, calls }: DatasetRequest,
  { home, blobs, clock, ids, fileSystem, store }: HubParts,
): Promise<MadeDataset> {
  const spans = await Promise.all(calls.map(call => findSpan(store, call)))
  const examples = spans.map(({ spanId, input, output }) => ({
    id: spanId,
    input: input ?? null,
    ...(withAnswers && output !== undefined && { expected: output }),
  }))
  const artifact = new Artifact(name, 'dataset', description ? { description } : {})
  artifact.addObject(examples, 'examples.json')
  const artifacts = new ArtifactStore({ home, blobs, clock, ids, fileSystem })
  const stored = artifacts.put(artifact, { project: run.project, runId: run.id })
  const time = clock.now()
  const to = artifactNode(run.project, stored.name, stored.version)
  return {
    records: [
      { kind: 'artifact', time, ...stored },
      { kind: 'edge', time, relation: 'produced', from: runNode(run.id), to },
    ],
    version: stored.version,
  }
}

const PAGE = 1000

export async function findSpan(store: StoreReader, { runId, traceId, spanId }: CallPlace): Promise<SpanRecord> {
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await store.spans({ runs: [runId], traceId, offset, limit: PAGE })
    const found = rows.find(({ record }) => record.spanId === spanId)
    if (found) return found.record
    if (rows.length < PAGE) break
  }
  throw new RequestError(
    404,
    'SPAN_MISSING',
    `spanId: there is no span ${JSON.stringify(spanId)} in the trace ${JSON.stringify(traceId)} of the run ${JSON.stringify(runId)}.`,
    { field: 'spanId' },
  )
}
