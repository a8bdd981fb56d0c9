import { hostname } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import {
  applyConfig,
  JournalReader,
  journalSize,
  JournalWriter,
  VERSION,
  type Clock,
  type FileSystem,
  type IdSource,
  type PlainObject,
} from '@seetrain/core'
import { invalidParameter } from '../wire/mlflow-error.ts'
import type { MlflowState, StateChange } from './mlflow-state.ts'

export interface StateJournalParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
}

const SEGMENT_BYTES = 64 * 1024 * 1024
const NAME = 'mlflow'

/**
 * The door's own journal, `.seetrain/mlflow`: an ordinary one whose `config` records are changes of the state. It is
 * read when the door is first used and written before anything is confirmed.
 */
export class StateJournal {
  readonly #parts: StateJournalParts
  readonly #folder: string
  readonly #onChange: (change: StateChange, unset: string[][]) => void
  readonly #state: MlflowState = {
    experiments: {},
    runs: {},
    loggedModels: {},
    registeredModels: {},
    traces: {},
    evaluationDatasets: {},
    scorers: {},
    files: {},
  }
  #writer: JournalWriter
  #dropped = 0

  /** Throws `JournalLockedError` when another process has it. `onChange` hears of each change, past ones too. */
  constructor(parts: StateJournalParts, onChange: (change: StateChange, unset: string[][]) => void = () => {}) {
    this.#parts = parts
    this.#onChange = onChange
    this.#folder = join(parts.home, NAME)
    const isNew = journalSize(this.#folder, parts.fileSystem) === 0
    this.#writer = this.#open(isNew)
    if (!isNew) this.#recall()
  }

  get state(): MlflowState {
    return this.#state
  }

  /** Writes a change down and applies it: what `unset` names is removed, then the rest is merged in. */
  change(change: StateChange, unset: string[][] = []): void {
    const set = change as PlainObject
    const time = this.#parts.clock.now()
    this.#writer.record({ kind: 'config', time, set, ...(unset.length > 0 && { unset }) })
    if (this.#writer.problem !== undefined) this.#startAgain(this.#writer.problem)
    if (this.#writer.dropped > this.#dropped) {
      this.#dropped = this.#writer.dropped
      throw invalidParameter('The request is larger than what can be written at once (16 MB). Send it in parts.')
    }
    this.#apply(set, unset)
  }

  close(): void {
    this.#writer.close()
  }

  /** What could not be written is not to be written later, behind the back of who was told so. */
  #startAgain(problem: Error): never {
    const { fileSystem } = this.#parts
    const size = journalSize(this.#folder, fileSystem)
    this.#writer.close()
    this.#writer = this.#open(size === 0)
    throw problem
  }

  #apply(set: PlainObject, unset: string[][] = []): void {
    applyConfig(this.#state as unknown as PlainObject, set, unset)
    this.#onChange(set, unset)
  }

  #open(isNew: boolean): JournalWriter {
    const { clock } = this.#parts
    const writer = new JournalWriter({
      folder: this.#folder,
      thread: threadId,
      durability: 'record',
      segmentBytes: SEGMENT_BYTES,
      ...this.#parts,
    })
    const time = clock.now()
    writer.record({
      kind: 'open',
      time,
      runId: NAME,
      project: NAME,
      name: NAME,
      createdAt: time,
      writer: { id: NAME, host: hostname(), pid: process.pid, thread: threadId },
      resumed: !isNew,
      version: VERSION,
    })
    return writer
  }

  #recall(): void {
    const reader = new JournalReader(this.#folder, this.#parts.fileSystem)
    try {
      for (const { records } of reader.chunks())
        for (const record of records) if (record.kind === 'config') this.#apply(record.set, record.unset)
    } finally {
      reader.close()
    }
  }
}
