import type { BlobStore } from './blob-store.ts'
import type { Clock, Fetch, FileSystem, Logger } from './ports.ts'
import type { ArtifactType, OpenRecord, PlainObject, RecordKind, RunRecord } from './record.ts'

/**
 * A sink delivers a run to one tracker. The Courier reads the journal and calls it; a sink only converts and sends:
 *  - it does not queue, batch or retry: the journal is the queue and the Courier retries;
 *  - it does not modify what it receives;
 *  - it throws when a batch was not delivered. A `PoisonRecordError` names a record that can never be delivered: the
 *    Courier sets it aside and goes on. A `RejectedBatchError` (or any error with `retryable: false`) says that some
 *    record of the batch is such a one: the Courier halves the batch until it is found. Any other error means "try this
 *    batch again", for as long as it takes;
 *  - its calls never overlap, unless one goes on for twice its time without heeding its signal.
 * After a crash the last batch may come again. `redelivery` says what then happens on the other side.
 */
export interface Sink {
  /** The name a user writes in `sinks: [...]`. */
  readonly id: string
  /** `ignored`: the sink recognises a batch that came before. `duplicated`: it may appear twice on the other side. */
  readonly redelivery: 'ignored' | 'duplicated'
  /** Kinds that it takes; others never reach it. All kinds when absent. */
  readonly kinds?: readonly RunRecord['kind'][]
  /** It takes a run whole, as bytes of its journal: nothing can be kept from it by a route. */
  readonly whole?: true
  /** Called once before the first batch of this process, also when a run is continued. */
  open?(run: SinkRun): Promise<void>
  /** Delivers records in journal order. Resolves when they are safe on the other side. */
  deliver(batch: SinkBatch): Promise<void>
  /** Makes everything delivered visible to its readers. */
  flush?(): Promise<void>
  /** The run ended, or the process does. Called once; the sink is not used afterwards. */
  close?(): Promise<void>
}

/** What a sink knows about the run it delivers. */
export interface SinkRun {
  /** The first record of the journal. */
  open: OpenRecord
  /** The run's folder. A sink that writes files keeps them in a folder of its own in here unless told otherwise. */
  runDir: string
  blobs: BlobStore
  /** Where the run's folder lies. Absent: on the disk. */
  fileSystem?: FileSystem
  /** What the sink saved with `checkpoint` in its last delivered batch: ids on the other side, positions in files. */
  state: PlainObject
  logger: Logger
  clock: Clock
  fetch: Fetch
  signal: AbortSignal
}

export interface SinkBatch {
  records: readonly RunRecord[]
  /** Offset in the journal behind the last record; unique and rising per writer. A batch that comes again has the same. */
  offset: number
  /** Which journal of the run: `main`, `rank-1`, … */
  writer: string
  /** Saved with the cursor when `deliver` resolves. */
  checkpoint(state: PlainObject): void
  /** Aborts when the attempt has run out of time; pass it to `fetch`. */
  signal: AbortSignal
}

/**
 * What of a run goes to one sink, as members of its spec: `{ id: 'mlflow', keys: ['val/*'], artifacts: ['model'] }`.
 * Records of the kinds `open`, `edit` and `end` always go: without them the other side has no run. Core applies it; a
 * sink sees nothing of it and gets none of these as options.
 */
export interface SinkRoute {
  /** Kinds of records that go. All when absent. */
  kinds?: readonly RecordKind[]
  /** Patterns for the keys of metrics, media and definitions; `*` stands for any text, and `!` in front keeps away. */
  keys?: readonly string[]
  /** Types of artifacts that go. All when absent. */
  artifacts?: readonly ArtifactType[]
  /** Files of media and artifacts above this size stay here: the other side gets their address instead. */
  maxUploadBytes?: number
}

/** Makes a sink from what the user wrote: `sinks: ['csv', { id: 'csv', dir: 'out' }]`. */
export type SinkFactory = (options: PlainObject) => Sink

/** What a file in `sinks` exports for the catalog. */
export interface SinkDefinition {
  id: string
  create: SinkFactory
}
