import { join } from 'node:path'
import {
  AppendFile,
  InvalidArgumentError,
  nodeFileSystem,
  type FileSystem,
  type PlainObject,
  type RunRecord,
  type Sink,
  type SinkBatch,
  type SinkRun,
} from '@seetrain/core'

export interface FileSinkOptions {
  /** Folder of the files, one per run. Default: a folder of the sink's name in the run's own folder. */
  dir?: string
  fileSystem?: FileSystem
}

/** How records become the text of a file. */
export interface FileFormat {
  id: string
  extension: string
  /** Name of the file in the run's folder. */
  file: string
  kinds?: readonly RunRecord['kind'][]
  /** First line of the file. */
  header?: string
  line(record: RunRecord): string
}

/**
 * Appends records to a file. The length of the file travels with the cursor and the file is cut to it when it is
 * opened, so that a batch which comes again is there once.
 */
export class FileSink implements Sink {
  readonly id: string
  readonly redelivery = 'ignored'
  readonly kinds?: readonly RunRecord['kind'][]
  readonly #format: FileFormat
  readonly #options: FileSinkOptions
  #file: AppendFile | undefined
  #path = ''
  #lastOffset = -1

  constructor(format: FileFormat, options: FileSinkOptions) {
    this.id = format.id
    if (format.kinds) this.kinds = format.kinds
    this.#format = format
    this.#options = options
  }

  /** The file of the run that is open. */
  get path(): string {
    return this.#path
  }

  async open(run: SinkRun): Promise<void> {
    const { fileSystem = nodeFileSystem } = this.#options
    const bytes = Number(run.state['bytes'] ?? 0)
    this.#path = this.#pathFor(run)
    this.#file = new AppendFile(this.#path, bytes, fileSystem)
    this.#lastOffset = -1
    if (this.#file.position < bytes) {
      run.logger.warn(
        `${this.#path} is shorter than what was written to it. Remove cursors/${this.id}.json of the run and sync, to write it anew.`,
      )
    }
    if (this.#file.position === 0 && this.#format.header !== undefined) this.#file.append(this.#format.header)
  }

  async deliver(batch: SinkBatch): Promise<void> {
    const file = this.#opened()
    if (batch.offset > this.#lastOffset) {
      let text = ''
      for (const record of batch.records) text += this.#format.line(record)
      file.append(text)
      this.#lastOffset = batch.offset
    }
    batch.checkpoint({ bytes: file.position })
  }

  async flush(): Promise<void> {
    await this.#opened().datasync()
  }

  async close(): Promise<void> {
    this.#file?.close()
    this.#file = undefined
  }

  #opened(): AppendFile {
    if (this.#file === undefined) throw new Error(`the sink ${this.id} is not open`)
    return this.#file
  }

  #pathFor({ open, runDir }: SinkRun): string {
    const { id, file, extension } = this.#format
    // several processes of one run write a file each
    const suffix = `${open.writer.id === 'main' ? '' : `@${encodeURIComponent(open.writer.id)}`}.${extension}`
    return this.#options.dir === undefined
      ? join(runDir, id, file + suffix)
      : join(this.#options.dir, open.runId + suffix)
  }
}

/** The options that a user wrote, checked. */
export function fileSinkOptions(id: string, options: PlainObject): FileSinkOptions {
  for (const [name, value] of Object.entries(options)) {
    if (name !== 'dir')
      throw new InvalidArgumentError(`sink ${id}, option "${name}"`, value, 'There is no such option. It has: dir.')
    if (typeof value !== 'string' || value === '')
      throw new InvalidArgumentError(`sink ${id}, option "dir"`, value, 'Pass the path of a folder.')
  }
  return options
}
