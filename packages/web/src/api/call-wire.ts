import type { Json, JsonObject } from './wire.ts'

/** What the hub's routes about calls of models take and answer. */

export interface CallSums {
  calls: number
  errors: number
  inputTokens: number | null
  outputTokens: number | null
  cost: number | null
  /** Milliseconds. */
  median: number | null
  slow: number | null
}

export interface CallBucket extends CallSums {
  time: number
}

export interface ModelStatistics extends CallSums {
  model: string
  /** Those with calls alone. */
  buckets: CallBucket[]
}

export interface CallStatistics {
  from: number
  to: number
  bucketWidth: number
  /** Whether older calls were left out because there are too many. */
  complete: boolean
  models: ModelStatistics[]
}

/** What spans are found and gathered by. */
export const LABELS = ['session', 'user', 'tag', 'prompt', 'prompt-version', 'model', 'error'] as const
export type LabelName = (typeof LABELS)[number]

/** Spans of one label, or of one trace. */
export interface SpanGroup {
  value: string
  spans: number
  traces: number
  calls: number
  errors: number
  inputTokens?: number
  outputTokens?: number
  /** US dollars. */
  cost?: number
  from: number
  to: number
}

export interface CallPlace {
  runId: string
  traceId: string
  spanId: string
}

export interface ScoreBody {
  traceId: string
  spanId: string
  name: string
  value: number | boolean | string
  comment?: string
}

export interface DatasetBody {
  name: string
  description?: string
  withAnswers: boolean
  calls: readonly CallPlace[]
}

export interface DatasetAnswer {
  project: string
  name: string
  version: string
  examples: number
}

export interface ReplayBody {
  address: string
  key?: string
  request: JsonObject
}

/** What comes of an answer, in this order; chunks are as the endpoint made them. */
export type ReplayEvent =
  | { kind: 'head'; status: number; milliseconds: number }
  | { kind: 'chunk'; chunk: Json; milliseconds: number }
  | { kind: 'body'; body: Json }
  | { kind: 'failure'; message: string }
  | { kind: 'end'; milliseconds: number }
