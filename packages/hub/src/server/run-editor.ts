import { threadId } from 'node:worker_threads'
import {
  JournalWriter,
  runFolder,
  writerFolder,
  type Clock,
  type EditRecord,
  type FileSystem,
  type IdSource,
  type RunWords,
} from '@seetrain/core'
import type { LiveFeed } from '../live/live-feed.ts'

/** The journal of a run in which the hub writes what people change. */
export const HUB_WRITER = 'hub'

export interface RunEditorParts {
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
  feed: LiveFeed
}

const SEGMENT_BYTES = 64 * 1024 * 1024
const LONGEST_WAIT_MS = 2000

/** Writes what people change about runs into a journal of the hub's own, so that it is as lasting as the run itself. */
export class RunEditor {
  readonly #parts: RunEditorParts

  constructor(parts: RunEditorParts) {
    this.#parts = parts
  }

  /** Resolves when the store has it, or soon after. */
  async edit(runId: string, words: RunWords & Pick<EditRecord, 'deleted'>): Promise<void> {
    const { home, clock, feed } = this.#parts
    const folder = writerFolder(runFolder(home, runId), HUB_WRITER)
    const journal = new JournalWriter({
      ...this.#parts,
      folder,
      thread: threadId,
      durability: 'record',
      segmentBytes: SEGMENT_BYTES,
    })
    try {
      journal.record({ kind: 'edit', time: clock.now(), ...words })
    } finally {
      journal.close()
    }
    if (journal.problem !== undefined) throw journal.problem
    await feed.refresh(runId, LONGEST_WAIT_MS)
  }
}
