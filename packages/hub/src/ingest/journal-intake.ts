import {
  listSegments,
  recoverJournal,
  runFolder,
  writerFolder,
  type Clock,
  type FileSystem,
  type IdSource,
  type Timer,
} from '@seetrain/core'
import { RequestError } from '../errors/request-error.ts'
import { HUB_WRITER } from '../server/run-editor.ts'
import { ReceivedJournal } from './received-journal.ts'

export interface JournalIntakeParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
}

interface OpenJournal {
  journal: ReceivedJournal
  usedAt: number
}

const LOOK_EVERY_MS = 30_000
/** A sender that is silent for so long is thought dead; it may come back. */
const LONGEST_SILENCE_MS = 5 * 60_000

/** Takes in the journals of runs on other machines. A journal counts as being written while its sender sends. */
export class JournalIntake {
  readonly #parts: JournalIntakeParts
  readonly #journals = new Map<string, OpenJournal>()
  #timer: Timer | undefined

  constructor(parts: JournalIntakeParts) {
    this.#parts = parts
  }

  /** Whether bytes of this journal came since this process started or the journal fell silent. */
  isKnown(runId: string, writer: string): boolean {
    return this.#journals.has(keyOf(runId, writer))
  }

  /** How many bytes of a journal are here. */
  length(runId: string, writer: string): number {
    const open = this.#journals.get(keyOf(runId, writer))
    if (open !== undefined && open.journal.isOpen) return open.journal.length
    const { fileSystem } = this.#parts
    const folder = this.#folder(runId, writer)
    const segments = listSegments(folder, fileSystem)
    if (segments.length === 0) return 0
    // what a killed hub left half written does not count
    return segments.at(-1)!.start + recoverJournal(folder, fileSystem).goodEnd
  }

  append(runId: string, writer: string, offset: number, bytes: Uint8Array, isProven: boolean): number {
    const key = keyOf(runId, writer)
    const { journal } = this.#take(key, runId, writer)
    try {
      const { length, ended } = journal.append(offset, bytes, isProven)
      if (ended) this.#drop(key)
      return length
    } catch (error) {
      if (!journal.isOpen) this.#journals.delete(key)
      throw error
    }
  }

  get openCount(): number {
    return this.#journals.size
  }

  close(): void {
    this.#timer?.cancel()
    for (const key of this.#journals.keys()) this.#drop(key)
  }

  #take(key: string, runId: string, writer: string): OpenJournal {
    if (writer === HUB_WRITER) {
      throw new RequestError(
        400,
        'INVALID_REQUEST',
        `writer: "${HUB_WRITER}" is the hub's own. Give the sender another name.`,
        { field: 'writer' },
      )
    }
    const { fileSystem, ids, clock } = this.#parts
    const known = this.#journals.get(key)
    const entry = known ?? {
      journal: new ReceivedJournal({ folder: this.#folder(runId, writer), runId, fileSystem, ids }),
      usedAt: 0,
    }
    entry.usedAt = clock.now()
    this.#journals.set(key, entry)
    this.#timer ??= clock.setTimer(this.#closeSilent, LOOK_EVERY_MS)
    return entry
  }

  readonly #closeSilent = (): void => {
    const { clock } = this.#parts
    for (const [key, { usedAt }] of this.#journals) if (clock.now() - usedAt > LONGEST_SILENCE_MS) this.#drop(key)
    this.#timer = this.#journals.size > 0 ? clock.setTimer(this.#closeSilent, LOOK_EVERY_MS) : undefined
  }

  #drop(key: string): void {
    this.#journals.get(key)?.journal.close()
    this.#journals.delete(key)
  }

  #folder(runId: string, writer: string): string {
    return writerFolder(runFolder(this.#parts.home, runId), writer)
  }
}

function keyOf(runId: string, writer: string): string {
  return `${runId}/${writer}`
}
