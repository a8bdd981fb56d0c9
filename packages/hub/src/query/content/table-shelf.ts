import { BlobMissingError, type BlobStore, type TableContent } from '@seetrain/core'
import { RequestError } from '../../errors/request-error.ts'

const MOST_TABLES = 8
const MOST_BYTES = 128 * 1024 * 1024

/** Tables that were read lately, so that turning a page does not read all of them again. */
export class TableShelf {
  readonly #blobs: BlobStore
  readonly #tables = new Map<string, { table: TableContent; bytes: number }>()

  constructor(blobs: BlobStore) {
    this.#blobs = blobs
  }

  get(sha256: string): TableContent {
    const known = this.#tables.get(sha256)
    this.#tables.delete(sha256)
    const entry = known ?? this.#read(sha256)
    this.#tables.set(sha256, entry)
    this.#makeRoom()
    return entry.table
  }

  #read(sha256: string): { table: TableContent; bytes: number } {
    if (!this.#blobs.has(sha256)) throw new BlobMissingError(sha256)
    const bytes = this.#blobs.get(sha256)
    return { table: parseTable(bytes), bytes: bytes.length }
  }

  // the one used longest ago stands first
  #makeRoom(): void {
    let bytes = [...this.#tables.values()].reduce((sum, entry) => sum + entry.bytes, 0)
    for (const [sha256, entry] of this.#tables) {
      if (this.#tables.size <= 1 || (this.#tables.size <= MOST_TABLES && bytes <= MOST_BYTES)) return
      this.#tables.delete(sha256)
      bytes -= entry.bytes
    }
  }
}

function parseTable(bytes: Uint8Array): TableContent {
  try {
    const table = JSON.parse(new TextDecoder().decode(bytes)) as Partial<TableContent>
    if (Array.isArray(table.columns) && Array.isArray(table.rows)) return table as TableContent
  } catch {
    // told below, as every other blob that is no table
  }
  throw new RequestError(
    422,
    'NOT_A_TABLE',
    'sha256: the blob is no table. Name the blob of a media item of type "table".',
    {
      field: 'sha256',
    },
  )
}
