import type { CallFacts, CallQuery } from './call-facts.ts'
import type {
  AlertQuery,
  ArtifactQuery,
  ConsoleLine,
  ConsoleQuery,
  MediaKey,
  MediaQuery,
  SpanQuery,
  StoreCounts,
  StoredAlert,
  StoredArtifact,
  StoredEdge,
  StoredEnvironment,
  StoredMedia,
  StoredSpan,
} from './content-query.ts'
import type { JournalBatch } from './batch.ts'
import type { MetricRow, Paged, ProjectRow, RunColumns, RunQuery, RunRow } from './run-query.ts'
import type { SeriesAnswer, SeriesQuery } from './series-query.ts'
import type { SpanGroup, SpanGroupQuery } from './span-groups.ts'

/** How far a journal has been taken in. */
export interface StoredCursor {
  runId: string
  writer: string
  offset: number
  /** Records that were damaged in the journal up to there. */
  lost: number
}

export interface Applied {
  /** False for a batch that begins before the stored offset: it came before, and nothing was done. */
  applied: boolean
  /** The stored offset now: the next batch begins there. */
  offset: number
}

/**
 * What many runs logged, ready to be asked. It is filled from journals alone, by `apply`, so it can be dropped and
 * filled again; words that people change in the hub are records of a journal too. Answers are consistent with one state
 * of the store each. Unknown run ids have no rows; they are no error.
 */
export interface Store extends StoreReader, StoreWriter {
  /** Lets go of everything. The store is not used afterwards. Repeated calls return the same promise. */
  close(): Promise<void>
}

export interface StoreWriter {
  /**
   * Takes in a stretch of one writer's journal. Rows and cursor are stored together or not at all. `fromOffset` must be
   * the stored offset of that run and writer (0 at first): a batch that begins before it is ignored, and one that begins
   * behind it throws `GapError`, for what lies between would be missing. Calls of one store never overlap.
   */
  apply(runId: string, writer: string, fromOffset: number, batch: JournalBatch): Promise<Applied>
  /** Whether anybody still writes the run. A run without an end that nobody writes was killed. New runs count as written. */
  setAlive(runId: string, alive: boolean): Promise<void>
  /** Removes everything of a run, its cursors too. */
  forget(runId: string): Promise<void>
  /** Removes everything of all runs. */
  clear(): Promise<void>
}

export interface StoreReader {
  /** How far each journal was taken in. */
  cursors(): Promise<StoredCursor[]>
  /** Runs, by name of the project. */
  projects(): Promise<ProjectRow[]>
  runs(query: RunQuery): Promise<Paged<RunRow>>
  /** One run with all its metrics; also when it is deleted. */
  run(runId: string): Promise<RunRow | undefined>
  /** What the runs of a project (of all, when absent) that are not deleted can be filtered and shown by. */
  columns(project?: string): Promise<RunColumns>
  /** The metrics of a run by key. */
  metrics(runId: string): Promise<MetricRow[]>
  /** Keys of system metrics of the runs, sorted, each once. */
  systemKeys(runs: readonly string[]): Promise<string[]>
  /** Charts. Costs what is shown, not what is stored, as long as steps rise. */
  series(query: SeriesQuery): Promise<SeriesAnswer>
  media(query: MediaQuery): Promise<Paged<StoredMedia>>
  mediaKeys(runs: readonly string[]): Promise<MediaKey[]>
  spans(query: SpanQuery): Promise<Paged<StoredSpan>>
  /** Calls of models in a few numbers each, without what was said. */
  calls(query: CallQuery): Promise<CallFacts[]>
  /** Spans gathered by trace, session, user and the like. */
  spanGroups(query: SpanGroupQuery): Promise<Paged<SpanGroup>>
  console(query: ConsoleQuery): Promise<Paged<ConsoleLine>>
  artifacts(query: ArtifactQuery): Promise<Paged<StoredArtifact>>
  /** Arrows of lineage that begin or end at any of the nodes, oldest first. */
  edges(nodes: readonly string[]): Promise<StoredEdge[]>
  /** What a run ran in, one per writer, sections merged; `main` first, then writers by name. */
  environment(runId: string): Promise<StoredEnvironment[]>
  alerts(query: AlertQuery): Promise<Paged<StoredAlert>>
  counts(): Promise<StoreCounts>
}
