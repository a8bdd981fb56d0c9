import { hostname } from 'node:os'
import {
  journalSize,
  JournalWriter,
  nodeFileSystem,
  randomIdSource,
  runExists,
  runFolder,
  RunMissingError,
  systemClock,
  VERSION,
  writerFolder,
  type Clock,
  type EditRecord,
  type FileSystem,
  type IdSource,
  type RunRecord,
} from '@seetrain/core'
import type { RunRow } from '../store/run-query.ts'

/** The journal of a run in which the hub writes down what people change there. */
export const HUB_WRITER = 'hub'

/** Words about a run that people change in the hub; `deleted` takes it out of the lists or brings it back. */
export type RunEdit = Omit<EditRecord, 'kind' | 'time'>

/** What the hub's journal says of its run. */
type WrittenRun = Pick<RunRow, 'id' | 'project' | 'name' | 'createdAt'>

export interface RunEditorOptions {
  /** The `.seetrain` folder. */
  home: string
  fileSystem?: FileSystem
  clock?: Clock
  ids?: IdSource
}

/**
 * Writes what people change about runs into journals, so that it outlives the index and reaches the sinks like all else.
 * The indexer takes it in: call its `refresh` behind an edit.
 */
export class RunEditor {
  readonly #options: Required<RunEditorOptions>

  constructor(options: RunEditorOptions) {
    this.#options = { fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource, ...options }
  }

  /** Throws `RunMissingError` for a run that is not here, `JournalLockedError` when another hub edits it just now. */
  edit(run: WrittenRun, edit: RunEdit): void {
    this.write(run, [{ kind: 'edit', time: this.#options.clock.now(), ...edit }])
  }

  /** Writes what else people add to a run; throws as `edit` does. */
  write(run: WrittenRun, records: readonly RunRecord[]): void {
    const { home, fileSystem, clock, ids } = this.#options
    const runDir = runFolder(home, run.id)
    if (!runExists(runDir, fileSystem)) throw new RunMissingError(run.id, home)
    const folder = writerFolder(runDir, HUB_WRITER)
    const isNew = journalSize(folder, fileSystem) === 0
    const journal = new JournalWriter({
      folder,
      thread: 0,
      durability: 'record',
      segmentBytes: SEGMENT_BYTES,
      clock,
      fileSystem,
      ids,
    })
    try {
      if (isNew) journal.record(openRecord(run, clock.now()))
      for (const record of records) journal.record(record)
    } finally {
      journal.close()
    }
    if (journal.problem !== undefined) throw journal.problem
  }
}

const SEGMENT_BYTES = 64 * 1024 * 1024

function openRecord({ id, project, name, createdAt }: WrittenRun, time: number) {
  return {
    kind: 'open' as const,
    time,
    runId: id,
    project,
    name,
    createdAt,
    writer: { id: HUB_WRITER, host: hostname(), pid: process.pid, thread: 0 },
    resumed: true,
    version: VERSION,
  }
}
