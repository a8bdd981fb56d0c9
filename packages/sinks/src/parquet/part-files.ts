import { join } from 'node:path'
import { AppendFile, decodeRecord, encodeRecord, type FileSystem, type RunRecord } from '@seetrain/core'
import { parquetFile, type ParquetTable } from './parquet-file.ts'
import { GROUP_ROWS } from './point-table.ts'

const PART_BYTES = 32 * 1024 * 1024

export interface PartState {
  part: number
  /** How much of the part's pending lines counts. */
  bytes: number
}

export interface PartFilesOptions<Row> {
  folder: string
  /** What the names of the files begin with: `metrics`. */
  name: string
  table: ParquetTable<Row>
  fileSystem: FileSystem
  /** Rows of one file. */
  rows?: number
}

/**
 * Rows as a row of Parquet files, `metrics-0000.parquet` and so on. Such a file cannot grow: rows wait as lines of text
 * beside it and are written when they fill one, or when the rest is asked for.
 */
export class PartFiles<Row extends RunRecord> {
  readonly #options: PartFilesOptions<Row>
  #part: number
  #rows: Row[] = []
  #lines = ''
  #pending: AppendFile

  constructor(options: PartFilesOptions<Row>, { part, bytes }: PartState = { part: 0, bytes: 0 }) {
    this.#options = options
    this.#part = part
    this.#removeLater()
    this.#pending = this.#openPending(bytes)
    if (bytes > 0) this.#rows = this.#readPending(bytes)
  }

  add(row: Row): void {
    this.#rows.push(row)
    this.#lines += `${encodeRecord(row)}\n`
    const { rows = GROUP_ROWS } = this.#options
    if (this.#rows.length >= rows || this.#pending.position + this.#lines.length >= PART_BYTES) this.#endPart()
  }

  /** Makes what was added safe and returns where it is. */
  write(): PartState {
    this.#pending.append(this.#lines)
    this.#lines = ''
    return { part: this.#part, bytes: this.#pending.position }
  }

  /** Writes the part that is not full yet. */
  async flush(): Promise<void> {
    if (this.#rows.length > 0) this.#writePart()
    await this.#pending.datasync()
  }

  close(): void {
    this.#pending.close()
  }

  #endPart(): void {
    this.#writePart()
    this.#pending.close()
    // the lines of this part stay until the next is full: a cursor may still point into them
    this.#remove(this.#pendingPath(this.#part - 1))
    this.#part++
    this.#rows = []
    this.#lines = ''
    this.#pending = this.#openPending(0)
  }

  #writePart(): void {
    const { fileSystem, table } = this.#options
    const pieces = [...parquetFile(table, [this.#rows])]
    fileSystem.writeFileAtomic(this.#path(this.#part, 'parquet'), Buffer.concat(pieces))
  }

  #openPending(bytes: number): AppendFile {
    return new AppendFile(this.#pendingPath(this.#part), bytes, this.#options.fileSystem)
  }

  #readPending(bytes: number): Row[] {
    const text = Buffer.from(this.#options.fileSystem.readFile(this.#pendingPath(this.#part))).subarray(0, bytes)
    const lines = text.toString().split('\n').slice(0, -1)
    return lines.map(line => decodeRecord(line) as Row)
  }

  /** Parts that a killed process wrote behind its last cursor: their rows come again. */
  #removeLater(): void {
    const { folder, name, fileSystem } = this.#options
    for (const file of fileSystem.list(folder)) {
      const number = file.startsWith(`${name}-`) ? /^(\d+)\./.exec(file.slice(name.length + 1))?.[1] : undefined
      if (number !== undefined && Number(number) > this.#part) fileSystem.remove(join(folder, file))
    }
  }

  #remove(path: string): void {
    const { fileSystem } = this.#options
    if (fileSystem.stat(path) !== undefined) fileSystem.remove(path)
  }

  #pendingPath(part: number): string {
    return this.#path(part, 'pending.jsonl')
  }

  #path(part: number, ending: string): string {
    const { folder, name } = this.#options
    return join(folder, `${name}-${String(part).padStart(4, '0')}.${ending}`)
  }
}
