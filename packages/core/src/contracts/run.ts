import type { Artifact } from '../artifact/artifact.ts'
import type { Media } from '../media/media.ts'
import type {
  AlertLevel,
  ArtifactEntry,
  BlobRef,
  EndState,
  MetricGoal,
  PlainObject,
  SpanRecord,
  SummaryRule,
} from './record.ts'

/** A run as users hold it. Nothing here throws into training code once `init` returned, except `useArtifact`'s promise. */
export interface Run {
  readonly id: string
  readonly name: string
  readonly project: string
  /** The run's own folder: journal, `run.json`, cursors. */
  readonly dir: string
  readonly state: 'running' | EndState
  /** Live: reading gives the present values, writing records a change. Nested objects are live too. */
  readonly config: Config
  /** The summary value per metric key, by each metric's rule. */
  readonly summary: Readonly<Record<string, number>>

  /** Logs scalars, nested objects (flattened with `/`) and media. */
  log(values: LogValues, options?: LogOptions): void
  /**
   * A `log` that records only every n-th call, or at most one call per time; the first call always. It returns whether
   * it recorded. Each has a count of its own.
   */
  logEvery(every: number | { ms: number }): ThrottledLog
  logScalar(key: string, value: unknown, options?: ScalarOptions): void
  logImage(key: string, image: unknown, options?: MediaOptions): void
  logAudio(key: string, audio: unknown, options?: MediaOptions): void
  logText(key: string, text: unknown, options?: MediaOptions): void
  logVideo(key: string, video: unknown, options?: MediaOptions): void
  logTable(key: string, table: unknown, options?: MediaOptions): void
  logHistogram(key: string, values: unknown, options?: MediaOptions): void
  logPlot(key: string, plot: unknown, options?: MediaOptions): void
  logObject3D(key: string, object: unknown, options?: MediaOptions): void
  logHtml(key: string, html: unknown, options?: MediaOptions): void
  logMolecule(key: string, molecule: unknown, options?: MediaOptions): void

  /**
   * Records a finished piece of work of a trace. A function is called a moment later, off the caller's way, and makes
   * the span then; at the latest when the run is flushed or ends.
   */
  logSpan(span: SpanRecord | (() => SpanRecord | undefined)): void
  /** Puts bytes that a record refers to into the run's blobs; `undefined` when that failed. */
  storeBlob(bytes: Uint8Array, mime: string): BlobRef | undefined

  /** Stores a version and returns it; `undefined` when that failed (counted and told, never thrown). */
  logArtifact(artifact: Artifact, options?: { aliases?: string[]; step?: number }): LoggedArtifact | undefined
  /** Finds `name:alias` or `name:v3`, records that this run used it. */
  useArtifact(reference: string): UsedArtifact

  updateConfig(values: object): void
  defineMetric(key: string, definition: MetricDefinition): void
  addMetricProcessor(processor: MetricProcessor): void
  alert(title: string, options?: { text?: string; level?: AlertLevel; step?: number }): void
  /** Changes name, notes, tags, … after the start. */
  edit(words: RunWords): void
  /** Marks a framework in the config, once. */
  markFramework(framework: string): void

  stats(): RunStats
  /** Resolves when every record so far is on disk and with every sink, or rejects after the sinks' deadline. */
  flush(): Promise<void>
  /** Ends the run. Repeated calls return the same promise. Never rejects. */
  finish(outcome?: FinishOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

// `any`, so that reading what was put in needs no cast: config.model.layers[0]
// oxlint-disable-next-line no-explicit-any
export type Config = { [key: string]: any }

export type LogValues = { [key: string]: unknown }

export type ThrottledLog = (values: LogValues, options?: LogOptions) => boolean

export interface LogOptions {
  step?: number | bigint
  epoch?: number
  /** Milliseconds, or a Date. Default: now. */
  time?: number | Date
}

export interface ScalarOptions extends LogOptions {
  kind?: string
  metadata?: object
}

/** `caption`, and what the type takes: `width`, `height`, `sampleRate`, `boxes`, … */
export interface MediaOptions extends LogOptions {
  caption?: string
  metadata?: object
  [detail: string]: unknown
}

export type { Media }

export interface MetricDefinition {
  stepKey?: string
  summary?: SummaryRule
  goal?: MetricGoal
  kind?: string
  metadata?: object
}

/** Sees each scalar before it is recorded and may derive others. Must not keep the point object. */
export interface MetricProcessor {
  readonly name: string
  /** `emit` records a derived scalar on the same axis. Derived scalars do not come back to the processor that made them. */
  process(point: Readonly<MetricPoint>, emit: (key: string, value: number) => void): void
}

export interface MetricPoint {
  key: string
  step: number
  value: number
  time: number
}

export interface RunWords {
  name?: string
  description?: string
  notes?: string
  group?: string
  jobType?: string
  tags?: string[]
}

export interface FinishOptions {
  state?: EndState
  exitCode?: number
  signal?: string
  error?: unknown
}

export interface LoggedArtifact {
  name: string
  version: string
  digest: string
  aliases: string[]
}

export interface UsedArtifact extends LoggedArtifact {
  type: string
  description?: string
  metadata: PlainObject
  /** Paths in the artifact. */
  files(): string[]
  /** What lies under each path: stored bytes, or a reference with its address. */
  entries(): ArtifactEntry[]
  read(path: string): Uint8Array
  /**
   * Writes all files below a folder (default: one of SeeTrain's own), each checked against its digest. References are
   * left to their owner. Returns the folder.
   */
  download(folder?: string): Promise<string>
  /** Throws `BlobDamagedError` when a stored file no longer matches. */
  verify(): void
}

export interface RunStats {
  /** Records accepted, by kind. */
  records: { [kind: string]: number }
  /** Values that were refused (not a scalar, bad key, …). Each cause was told once. */
  rejected: number
  /** Accepted records that never reached the disk. */
  dropped: number
  bytesWritten: number
  /** Why the last write failed; absent when the last one worked. */
  writeError?: string
  sinks: { [sink: string]: SinkStats }
}

export interface SinkStats {
  delivered: number
  /** Records that the sink can never take, set aside in `cursors/<sink>.poison.jsonl`. */
  poisoned: number
  failures: number
  /** Bytes of journal that it has not confirmed yet. */
  lag: number
  state: 'idle' | 'delivering' | 'waiting' | 'broken' | 'closed'
  lastError?: string
}
