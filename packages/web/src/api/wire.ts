/** What the hub's `/api/v1` answers, as this page reads it; `/api/v1/openapi.json` has all of it. */

export type RunStateName = 'running' | 'finished' | 'failed' | 'killed'

/** Any value of a config, of attributes or of metadata. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Numbers that JSON lacks come as their names; `numberOf` reads both. */
export type WireNumber = number | 'NaN' | 'Infinity' | '-Infinity'

export interface Paged<Row> {
  rows: Row[]
  total: number
}

export interface ErrorInfo {
  name: string
  message: string
  stack?: string
  code?: string
}

export interface MetricSummary {
  count: number
  min: WireNumber
  max: WireNumber
  mean: WireNumber
  last: WireNumber
  lastStep: WireNumber
  summary?: WireNumber
}

export interface MetricRow extends MetricSummary {
  key: string
  rule: string
  goal?: 'minimize' | 'maximize'
  stepKey?: string
  metricKind?: string
}

export interface RunRow {
  id: string
  project: string
  name: string
  state: RunStateName
  createdAt: number
  endedAt?: number
  updatedAt: number
  description?: string
  notes?: string
  group?: string
  jobType?: string
  tags: string[]
  frameworks: string[]
  forkedFrom?: { runId: string; step: WireNumber }
  error?: ErrorInfo
  config: JsonObject
  writers: { id: string; host: string; pid: number; rank?: number }[]
  dropped: number
  lost: number
  deleted: boolean
  metrics: { [key: string]: MetricSummary }
}

export interface ProjectRow {
  project: string
  runs: number
  running: number
  deleted: number
  updatedAt: number
}

export interface RunColumns {
  config: { path: string; runs: number }[]
  metrics: { key: string; runs: number }[]
}

export interface RunWords {
  name?: string
  description?: string
  notes?: string
  group?: string
  tags?: string[]
}

export type MediaType =
  | 'image'
  | 'audio'
  | 'text'
  | 'video'
  | 'table'
  | 'histogram'
  | 'plot'
  | 'object3d'
  | 'html'
  | 'molecule'

export interface BlobRef {
  sha256: string
  size: number
  mime: string
}

export interface MediaItem {
  blob: BlobRef
  caption?: string
  details: JsonObject
}

/** Where a record came from, and when. */
export interface Origin {
  runId: string
  writer: string
  time: number
}

export interface MediaRow extends Origin {
  key: string
  step: WireNumber
  type: MediaType
  items: MediaItem[]
  metadata?: JsonObject
}

export interface MediaKey {
  runId: string
  key: string
  type: MediaType
  steps: WireNumber[]
}

export interface SpanRow extends Origin {
  endTime: number
  traceId: string
  spanId: string
  parentId?: string
  name: string
  spanKind: string
  status: 'ok' | 'error' | 'aborted'
  error?: ErrorInfo
  attributes: JsonObject
  input?: Json
  output?: Json
  events?: { name: string; time: number; attributes?: JsonObject }[]
}

export interface ConsoleLine {
  position: number
  stream: 'stdout' | 'stderr'
  time: number
  text: string
}

export interface ArtifactRow extends Origin {
  project: string
  name: string
  type: string
  version: string
  digest: string
  manifest: BlobRef
  size: number
  files: number
  aliases: string[]
  description?: string
  metadata?: JsonObject
  step?: WireNumber
}

export interface ArtifactEntry {
  path: string
  size: number
  blob?: BlobRef
  reference?: string
  digest?: string
}

export interface EdgeRow extends Origin {
  relation: 'produced' | 'used' | 'derived-from'
  from: string
  to: string
}

export interface EnvironmentRow extends Origin {
  sections: JsonObject
}

export interface AlertRow extends Origin {
  title: string
  text?: string
  level: 'info' | 'warning' | 'error'
  step?: WireNumber
}

export interface TablePage {
  columns: { name: string; type: string }[]
  rows: Json[][]
  /** Rows that fit the filter. */
  total: number
}

/** What the indexer could not read. */
export interface Trouble {
  runId: string
  writer?: string
  kind: string
  message: string
  time: number
}

export interface HubStatus {
  version: string
  readOnly: boolean
  readOnlyReason?: string
  counts: { [what: string]: number }
}

export interface Session {
  mode: 'local' | 'server'
  /** Absent when a token is needed. */
  scope?: 'read' | 'write' | 'admin'
  name?: string
}

/** A run with all that its page needs to know of it. */
export interface RunDetail {
  run: RunRow
  metrics: MetricRow[]
}

export interface Comparison {
  runs: RunRow[]
  /** Values in the order of the runs; null where a run has none. */
  config: { path: string; differs: boolean; values: Json[] }[]
  metrics: { key: string; differs: boolean; values: (MetricSummary | null)[] }[]
}

/** Mean and spread over the runs of each group, in equal parts of the axis. */
export interface BandsAnswer {
  bands: { group: string; key: string; runs: number; columns: { [name: string]: WireNumber[] } }[]
}
