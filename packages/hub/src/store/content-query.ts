import type {
  AlertRecord,
  ArtifactRecord,
  EdgeRecord,
  EnvironmentRecord,
  MediaRecord,
  MediaType,
  SpanRecord,
} from '@seetrain/core'
import type { Page } from './run-query.ts'
import type { SpanLabel } from './span-groups.ts'

/** A record and where it came from. */
export interface Stored<Kept> {
  runId: string
  writer: string
  record: Kept
}

/** What the queries below have in common. */
export interface RunScope {
  /** Default: all runs that are not deleted. */
  runs?: readonly string[]
}

export type StoredMedia = Stored<MediaRecord>
export type StoredSpan = Stored<SpanRecord>
export type StoredArtifact = Stored<ArtifactRecord> & { project: string }
export type StoredEdge = Stored<EdgeRecord>
export type StoredEnvironment = Stored<EnvironmentRecord>
export type StoredAlert = Stored<AlertRecord>

/**
 * Words to search for: each must begin a word of the text. Words are runs of letters and digits; case and accents do not
 * matter. A text without words finds everything.
 */
export type SearchText = string

/** By key, then step, then time; then by run, writer and the order of logging. */
export interface MediaQuery extends Page, RunScope {
  keys?: readonly string[]
  type?: MediaType
  /** Range of steps, both ends included. */
  fromStep?: number
  toStep?: number
  /** Media that need this blob, as their bytes or within them: for tables and whatever else is read by its blob. */
  blob?: string
  /** Over the words of text media and the captions of all. */
  text?: SearchText
}

/** What a run logged under one key, for a slider over its steps. By key and type. */
export interface MediaKey {
  runId: string
  key: string
  type: MediaType
  /** Rising, each step once. */
  steps: Float64Array
}

/** Newest start first; then by run, writer and the order of logging. */
export interface SpanQuery extends Page, RunScope {
  traceId?: string
  spanKind?: string
  status?: SpanRecord['status']
  /** Spans without a parent alone. */
  roots?: boolean
  /** Range of the start, both ends included. */
  from?: number
  to?: number
  /** Milliseconds. */
  minDuration?: number
  /** Over name, input, output, error and the texts among the attributes. */
  text?: SearchText
  /** All of which it must have. */
  labels?: readonly SpanLabel[]
}

/** In the order of first appearance. `offset` may be negative: counted from the end, so that a tail is one call. */
export interface ConsoleQuery extends Page {
  runId: string
  writer: string
  stream?: 'stdout' | 'stderr'
  /** Lines at or behind this position alone. */
  fromPosition?: number
  text?: SearchText
}

/** One line as it stood there in the end. A continued run appends; it does not rewrite what it printed before. */
export interface ConsoleLine {
  /** Place among all lines of the writer, by first appearance, from 0. */
  position: number
  stream: 'stdout' | 'stderr'
  /** Of the first appearance. */
  time: number
  text: string
}

/** Newest first; then by run, writer and the order of logging. */
export interface ArtifactQuery extends Page, RunScope {
  project?: string
  name?: string
  type?: ArtifactRecord['type']
  /** Part of the name, description or an alias; case does not matter. */
  text?: string
}

/** Newest first; then by run, writer and the order of logging. */
export interface AlertQuery extends Page, RunScope {
  level?: AlertRecord['level']
}

/** How much there is, over all runs, deleted ones included. */
export interface StoreCounts {
  runs: number
  series: number
  points: number
  media: number
  spans: number
  consoleLines: number
  artifacts: number
  alerts: number
}
