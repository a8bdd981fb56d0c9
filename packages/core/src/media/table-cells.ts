import type { MediaItem, MediaType } from '../contracts/record.ts'
import { Media, type MediaContext } from './media.ts'
import { readNumericArray, typedArrayKind } from './numeric-array.ts'
import { toJson } from './to-json.ts'

/** `json` holds what is nested, and columns of several kinds. */
export type ColumnType = 'number' | 'string' | 'boolean' | 'bigint' | 'date' | 'json' | MediaType

/** The one type of all cells that are not empty. */
export function columnType(cells: ArrayLike<unknown>): ColumnType {
  if (typedArrayKind(cells)) return typeof cells[0] === 'bigint' ? 'bigint' : 'number'
  let type: ColumnType | undefined
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]
    if (cell === null || cell === undefined) continue
    const found = cellType(cell)
    type ??= found
    if (found !== type) return 'json'
  }
  return type ?? 'json'
}

function cellType(cell: unknown): ColumnType {
  switch (typeof cell) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'bigint':
      return typeof cell as ColumnType
    default:
      if (cell instanceof Date) return 'date'
      return Media.isInstance(cell) ? cell.type : 'json'
  }
}

/** Turns a cell into JSON. `keep` is told of every item that the cell stored. */
export function encodeCell(
  field: string,
  type: ColumnType,
  cell: unknown,
  context: MediaContext,
  keep: (item: MediaItem) => void,
): unknown {
  if (cell === null || cell === undefined) return null
  if (type === 'number') return Number.isFinite(cell) ? cell : String(cell)
  if (type === 'string' || type === 'boolean') return cell
  if (type === 'bigint') return String(cell)
  if (Media.isInstance(cell)) return encodeMedia(cell, context, keep)
  const tensor = typeof cell === 'object' && 'shape' in cell ? readNumericArray(field, cell) : undefined
  return toJson(field, tensor ? { shape: tensor.shape, data: Array.from(tensor.data) } : cell, value => ({
    $number: String(value),
  }))
}

function encodeMedia(
  media: Media,
  context: MediaContext,
  keep: (item: MediaItem) => void,
): { type: MediaType; items: MediaItem[] } {
  const items = media.encode(context)
  items.forEach(keep)
  return { type: media.type, items }
}
