import { RunState, type DefinitionRecord, type RunRecord } from '@seetrain/core'
import type { StoredRecord } from './batch.ts'
import { copyPlain } from './plain-text.ts'
import type { RunRow } from './run-query.ts'
import { compareWriters } from './writer-order.ts'

/** Records that say what a run is. The rest is what it logged. */
export type StoryRecord = Extract<RunRecord, { kind: 'open' | 'edit' | 'config' | 'definition' | 'dropped' | 'end' }>

const STORY_KINDS: ReadonlySet<string> = new Set<StoryRecord['kind']>([
  'open',
  'edit',
  'config',
  'definition',
  'dropped',
  'end',
])

export function isStory(record: StoredRecord): record is StoryRecord {
  return STORY_KINDS.has(record.kind)
}

/** What the story of a run alone tells of its row. */
export type FoldedRow = Omit<RunRow, 'metrics' | 'lost' | 'updatedAt'>

/** A run as its story tells it, up to the record applied last. */
export class RunFold {
  readonly definitions = new Map<string, DefinitionRecord>()
  readonly #state = new RunState()
  #deleted = false

  /** The story of all writers, merged by time as everybody who reads the journals merges it. */
  static of(stories: ReadonlyMap<string, readonly StoryRecord[]>): RunFold {
    const fold = new RunFold()
    const writers = [...stories.keys()].sort(compareWriters)
    const at = new Map(writers.map(writer => [writer, 0]))
    const next = (writer: string): StoryRecord | undefined => stories.get(writer)![at.get(writer)!]
    for (;;) {
      let first: string | undefined
      for (const writer of writers) {
        const time = next(writer)?.time
        if (time !== undefined && (first === undefined || time < next(first)!.time)) first = writer
      }
      if (first === undefined) return fold
      fold.apply(next(first)!, first)
      at.set(first, at.get(first)! + 1)
    }
  }

  apply(record: StoryRecord, writer: string): void {
    this.#state.apply(record, writer)
    if (record.kind === 'edit' && record.deleted !== undefined) this.#deleted = record.deleted
    if (record.kind === 'definition')
      this.definitions.set(record.key, { ...this.definitions.get(record.key), ...record })
  }

  row(runId: string): FoldedRow {
    const { project, name, state, createdAt, endedAt, description, notes, group, jobType, forkedFrom, error } =
      this.#state
    return {
      id: runId,
      project,
      name,
      state,
      createdAt,
      tags: this.#state.tags,
      frameworks: this.#state.frameworks,
      // the state goes on changing its own
      config: copyPlain(this.#state.config),
      writers: [...this.#state.writers.values()],
      dropped: this.#state.dropped,
      deleted: this.#deleted,
      ...(endedAt !== undefined && { endedAt }),
      ...(description !== undefined && { description }),
      ...(notes !== undefined && { notes }),
      ...(group !== undefined && { group }),
      ...(jobType !== undefined && { jobType }),
      ...(forkedFrom !== undefined && { forkedFrom }),
      ...(error !== undefined && { error }),
    }
  }
}
