import { JournalReader, journalSize, type BlobStore, type FileSystem } from '@seetrain/core'
import { GapError } from '../errors/gap-error.ts'
import type { JournalBatch, SeriesSource, StoredRecord } from '../store/batch.ts'
import type { Store } from '../store/store.ts'
import { BatchBuilder } from './batch-builder.ts'

export interface JournalTailOptions {
  runId: string
  writer: string
  folder: string
  /** Where the store stands. */
  offset: number
  lost: number
  store: Store
  fileSystem: FileSystem
  blobs: BlobStore
}

/** What can be asked for now that could not before. */
export interface IndexChange {
  runId: string
  writer: string
  /** Keys that have new points. */
  metrics: string[]
  systemKeys: string[]
  /** Kinds of the other records. */
  kinds: ReadonlySet<StoredRecord['kind']>
}

/** What a step brought. */
export interface Step {
  /** Whether everything complete is taken in. */
  atEnd: boolean
  change: IndexChange | undefined
}

/** Texts beyond this are not searched: they are data rather than words. */
const LONGEST_TEXT = 1024 * 1024

/** Carries one journal into the store, stretch by stretch. */
export class JournalTail {
  readonly writer: string
  readonly #options: JournalTailOptions
  #offset: number
  #lost: number
  #reader: JournalReader | undefined
  #builder: BatchBuilder | undefined

  constructor(options: JournalTailOptions) {
    this.writer = options.writer
    this.#options = options
    this.#offset = options.offset
    this.#lost = options.lost
  }

  get offset(): number {
    return this.#offset
  }

  /** Records that could not be read so far. */
  get lost(): number {
    return this.#lost
  }

  /** Bytes of the journal now, torn ones too. */
  size(): number {
    return journalSize(this.#options.folder, this.#options.fileSystem)
  }

  /** Takes in the next `maxBytes` or so. */
  async step(maxBytes: number): Promise<Step> {
    const { runId, store, folder, fileSystem } = this.#options
    this.#reader ??= new JournalReader(folder, fileSystem)
    this.#builder ??= new BatchBuilder()
    try {
      const stretch = this.#reader.visit(this.#offset, this.#builder, { maxBytes })
      if (stretch.nextOffset === this.#offset) return { atEnd: stretch.atEnd, change: undefined }
      const batch = this.#builder.take(stretch, records => this.#textsOf(records))
      const { applied, offset } = await store.apply(runId, this.writer, this.#offset, batch)
      this.#offset = offset
      if (!applied) return { atEnd: false, change: undefined }
      this.#lost += batch.lost
      return { atEnd: stretch.atEnd, change: changeOf(runId, this.writer, batch) }
    } catch (error) {
      if (!(error instanceof GapError)) throw error
      // the store went back, as when its file was restored from a copy
      this.#offset = error.offset
      return { atEnd: false, change: undefined }
    } finally {
      this.#builder.clear()
    }
  }

  /** The journal begins anew, or the store does. */
  restart(): void {
    this.rest()
    this.#offset = 0
    this.#lost = 0
  }

  /** Lets go of file and memory until the next step. */
  rest(): void {
    this.#reader?.close()
    this.#reader = undefined
    this.#builder = undefined
  }

  #textsOf(records: readonly StoredRecord[]): Map<string, string> {
    const texts = new Map<string, string>()
    for (const record of records) {
      if (record.kind !== 'media' || record.type !== 'text') continue
      for (const { blob } of record.items) {
        const text = blob.size <= LONGEST_TEXT ? this.#textIn(blob.sha256) : undefined
        if (text !== undefined) texts.set(blob.sha256, text)
      }
    }
    return texts
  }

  // a text that is absent or damaged is one that is not found by its words; its page says what is wrong with it
  #textIn(sha256: string): string | undefined {
    try {
      return new TextDecoder().decode(this.#options.blobs.get(sha256))
    } catch {
      return undefined
    }
  }
}

function changeOf(runId: string, writer: string, { series, records }: JournalBatch): IndexChange {
  const keys = (source: SeriesSource): string[] =>
    series.filter(columns => columns.source === source).map(columns => columns.key)
  const kinds = new Set(records.map(record => record.kind))
  return { runId, writer, metrics: keys('metric'), systemKeys: keys('system'), kinds }
}
