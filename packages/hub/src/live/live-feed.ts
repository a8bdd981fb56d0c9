/** A run changed: new points of keys, or anything else of it. */
export interface RunChange {
  runId: string
  /** Metric keys with new points. */
  keys: ReadonlySet<string>
  /** Kinds of the other records that came: `config`, `media`, `span`, `end`, … */
  kinds: ReadonlySet<string>
}

/** Tells what the store took in. */
export interface LiveFeed {
  /** Calls `listener` for each change; returns the way to stop. */
  subscribe(listener: (change: RunChange) => void): () => void
  /** Resolves when the journal's present bytes are in the store, or after the time. */
  caughtUp(runId: string, writer: string, atMostMs: number): Promise<void>
}
