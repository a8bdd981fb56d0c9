import type { BlobRef, MediaItem } from '../contracts/record.ts'
import { Media, type MediaContext } from './media.ts'
import { mediaBlobs } from './media-blobs.ts'
import { checkOptions, readString } from './options.ts'
import { checkSize, mediaItem, storeText } from './store.ts'
import { columnType, encodeCell, type ColumnType } from './table-cells.ts'
import { readColumns, type Columns } from './table-input.ts'

export interface TableOptions {
  /** Names of the columns of rows that are arrays; of objects, which columns to keep and in which order. */
  columns?: readonly string[]
  caption?: string
}

/** The stored form of a table. */
export interface TableContent {
  columns: { name: string; type: ColumnType }[]
  rows: unknown[][]
}

const MIME = 'application/vnd.seetrain.table+json'

/** Rows and typed columns. Cells may be media. */
export class Table extends Media {
  readonly type = 'table'
  readonly #columns: Columns
  readonly #caption: string | undefined

  constructor(data: unknown, options?: TableOptions) {
    super()
    const checked = checkOptions('table', options, ['columns', 'caption'])
    this.#caption = readString('table.caption', checked.caption)
    this.#columns = readColumns(data, checked.columns)
  }

  encode(context: MediaContext): MediaItem[] {
    const { names, cells, rows } = this.#columns
    const columns = names.map((name, index) => ({ name, type: columnType(cells[index] as ArrayLike<unknown>) }))
    const blobs = new Map<string, BlobRef>()
    const keep = (item: MediaItem) => mediaBlobs(item).forEach(blob => blobs.set(blob.sha256, blob))
    const lines: string[] = []
    let size = 0
    for (let row = 0; row < rows; row++) {
      const line = columns.map(({ name, type }, column) =>
        encodeCell(`table.rows[${row}].${name}`, type, cells[column]?.[row], context, keep),
      )
      size += lines[lines.push(JSON.stringify(line)) - 1]?.length ?? 0
      // stops early: a text of every row might not fit into memory
      checkSize(context, 'table', size)
    }
    const blob = storeText(
      context,
      'table',
      `{"columns":${JSON.stringify(columns)},"rows":[${lines.join(',\n')}]}`,
      MIME,
    )
    const cellBlobs = blobs.size > 0 && { blobs: [...blobs.values()].map(ref => ({ ...ref })) }
    return [mediaItem(blob, { rows, columns, ...cellBlobs }, this.#caption)]
  }
}
