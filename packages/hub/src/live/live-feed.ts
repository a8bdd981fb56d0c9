/** A run changed. */
export interface RunChange {
  runId: string
  /** Metric keys with new points. */
  metrics: Iterable<string>
  /** Keys of system metrics with new points. */
  systemKeys: Iterable<string>
  /** Kinds of the other records that came: `config`, `media`, `span`, `end`, … `any` when it is not known what came. */
  kinds: Iterable<string>
}

/** Tells what the store took in. */
export interface LiveFeed {
  /** Calls `listener` for each change; returns the way to stop. */
  subscribe(listener: (change: RunChange) => void): () => void
  /** Resolves when what a run's journals hold now is in the store, or after the time. */
  refresh(runId: string, atMostMs: number): Promise<void>
}
