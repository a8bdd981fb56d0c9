/**
 * Everything that happens in a run is one of these records. A journal is a sequence of them, and every reader
 * (sink, index, export) sees nothing else. Times are milliseconds since the Unix epoch.
 */
export type RunRecord =
  | OpenRecord
  | EditRecord
  | ConfigRecord
  | DefinitionRecord
  | MetricRecord
  | MediaRecord
  | ArtifactRecord
  | EdgeRecord
  | SpanRecord
  | ConsoleRecord
  | SystemRecord
  | EnvironmentRecord
  | AlertRecord
  | DroppedRecord
  | EndRecord

export type RecordKind = RunRecord['kind']

/** A value that survives the journal: JSON, plus the non-finite numbers, bigint, Date and bytes. */
export type Plain = null | boolean | number | string | bigint | Date | Uint8Array | Plain[] | { [key: string]: Plain }

/** An object of plain values: a config, metadata, attributes. */
export type PlainObject = { [key: string]: Plain }

/** Where a run's bytes came from: one process (or worker thread) writes one journal. */
export interface Writer {
  /** Unique within the run: `main`, `rank-3`, or `p<pid>` with a thread number. */
  id: string
  host: string
  pid: number
  /** 0 for the main thread. */
  thread: number
  /** Place in a distributed job, when one is known (`RANK`, `LOCAL_RANK`, …). */
  rank?: number
  worldSize?: number
}

/** A writer started, or came back after a pause. The first record of every journal. */
export interface OpenRecord {
  kind: 'open'
  time: number
  runId: string
  project: string
  name: string
  createdAt: number
  writer: Writer
  /** True when an existing run is continued. */
  resumed: boolean
  description?: string
  notes?: string
  group?: string
  jobType?: string
  tags?: string[]
  forkedFrom?: { runId: string; step: number }
  /** Version of the library that wrote it. */
  version: string
}

/** Words about a run, changed after its start. Absent members stay as they were. */
export interface EditRecord {
  kind: 'edit'
  time: number
  name?: string
  description?: string
  notes?: string
  group?: string
  jobType?: string
  tags?: string[]
  /** True takes the run out of every list until a later edit says false. Its bytes stay. */
  deleted?: boolean
}

/** Config members that were removed (paths of names), then those that were set (nested objects merge). */
export interface ConfigRecord {
  kind: 'config'
  time: number
  set: PlainObject
  unset?: string[][]
}

export type SummaryRule = 'min' | 'max' | 'mean' | 'last' | 'best' | 'none'
export type MetricGoal = 'minimize' | 'maximize'

/** How a metric is to be read: its axis, its summary, its meaning. A later definition of the same key replaces members. */
export interface DefinitionRecord {
  kind: 'definition'
  time: number
  key: string
  /** Key of the metric that serves as x axis. */
  stepKey?: string
  summary?: SummaryRule
  goal?: MetricGoal
  /** What is measured: `accuracy`, `loss`, `learning-rate`, or any word of the user's. */
  metricKind?: string
  metadata?: PlainObject
}

/** One point of one metric. */
export interface MetricRecord {
  kind: 'metric'
  time: number
  key: string
  step: number
  value: number
  epoch?: number
  metricKind?: string
  metadata?: PlainObject
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

/** Points to bytes in the blob store. */
export interface BlobRef {
  sha256: string
  size: number
  mime: string
}

/** One picture, sound, table … of a media record. `details` holds what its type knows (width, sampleRate, rows, …). */
export interface MediaItem {
  blob: BlobRef
  caption?: string
  details: PlainObject
}

/** Media logged under one key at one step; a list is several items. */
export interface MediaRecord {
  kind: 'media'
  time: number
  key: string
  step: number
  type: MediaType
  items: MediaItem[]
  metadata?: PlainObject
}

export const ARTIFACT_TYPES = [
  'model',
  'checkpoint',
  'weights',
  'dataset',
  'sample',
  'image',
  'audio',
  'video',
  'visualization',
  'report',
  'config',
  'code',
  'custom',
] as const
export type ArtifactType = (typeof ARTIFACT_TYPES)[number]

/** One file of an artifact: stored bytes, or a reference to bytes that live elsewhere. */
export interface ArtifactEntry {
  /** Destination path, with forward slashes. */
  path: string
  size: number
  blob?: BlobRef
  /** Address of an external file (`s3://…`, `https://…`); then `blob` is absent. */
  reference?: string
  /** Checksum of a reference, when the user gave one. */
  digest?: string
}

/** A version of an artifact was logged by this run. */
export interface ArtifactRecord {
  kind: 'artifact'
  time: number
  name: string
  type: ArtifactType
  /** `v0`, `v1`, … in the order of logging within the store. */
  version: string
  /** sha256 of the manifest: what is in it, not when. */
  digest: string
  /** The stored manifest: the list of entries. */
  manifest: BlobRef
  size: number
  files: number
  aliases: string[]
  description?: string
  metadata?: PlainObject
  step?: number
}

/** An arrow of lineage between a run and an artifact version, or between two artifact versions. */
export interface EdgeRecord {
  kind: 'edge'
  time: number
  relation: 'produced' | 'used' | 'derived-from'
  from: string
  to: string
}

/** A model call, a traced function, a tool use: one finished piece of work in a trace. */
export interface SpanRecord {
  kind: 'span'
  /** Start. */
  time: number
  endTime: number
  traceId: string
  spanId: string
  parentId?: string
  name: string
  /** `llm`, `embedding`, `tool`, `retriever`, `agent`, `chain`, `function`, or any word. */
  spanKind: string
  status: 'ok' | 'error' | 'aborted'
  error?: ErrorInfo
  attributes: PlainObject
  input?: Plain
  output?: Plain
  events?: { name: string; time: number; attributes?: PlainObject }[]
  /** It takes the place of the span of these ids and this start that its writer wrote before: more became known of it. */
  replaces?: true
}

export interface ErrorInfo {
  name: string
  message: string
  stack?: string
  code?: string
}

/** A piece of what the process printed. Lines are as a terminal would show them; `\r` rewrites are resolved. */
export interface ConsoleRecord {
  kind: 'console'
  time: number
  stream: 'stdout' | 'stderr'
  /** Number of the first line below, counted from 0 per stream. A number seen before replaces that line. */
  line: number
  text: string
  /** By what it is recognised when its sender sends it again. */
  id?: string
}

/** One sample of the machine: `cpu`, `memory`, `gpu.0.utilization`, … */
export interface SystemRecord {
  kind: 'system'
  time: number
  values: { [key: string]: number }
}

/** What the run ran in. A later record replaces the sections that it carries. */
export interface EnvironmentRecord {
  kind: 'environment'
  time: number
  sections: PlainObject
}

export type AlertLevel = 'info' | 'warning' | 'error'

export interface AlertRecord {
  kind: 'alert'
  time: number
  title: string
  text?: string
  level: AlertLevel
  step?: number
}

/** Records that could not be written, and why. Written as soon as writing works again. */
export interface DroppedRecord {
  kind: 'dropped'
  time: number
  count: number
  reason: string
}

export type EndState = 'finished' | 'failed' | 'killed'

/** A writer is done. What comes after an end was written by a resumed run, and starts with `open`. */
export interface EndRecord {
  kind: 'end'
  time: number
  state: EndState
  exitCode?: number
  signal?: string
  error?: ErrorInfo
  /** Records that were lost on the way to disk. 0 in a healthy run. */
  dropped: number
}
