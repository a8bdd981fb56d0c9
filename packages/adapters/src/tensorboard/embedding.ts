import { Image } from '@seetrain/core'
import { flatNumbers } from '../values/flat-numbers.ts'

/** What `add_embedding` is given, as a table: a column per dimension, one per column of metadata, one of pictures. */
export function embeddingTable(
  matrix: unknown,
  metadata: unknown,
  pictures: unknown,
  header?: readonly string[],
): object {
  const numbers = flatNumbers(matrix)
  const rows = shapeOf(matrix)[0] ?? 0
  const width = rows === 0 ? 0 : numbers.length / rows
  const columns: { [name: string]: unknown[] } = {}
  for (let column = 0; column < width; column++)
    columns[`x${column}`] = Array.from({ length: rows }, (_, row) => numbers[row * width + column])
  if (Array.isArray(metadata)) Object.assign(columns, metadataColumns(metadata, header))
  if (pictures !== undefined) columns['image'] = picturesOf(pictures)
  return columns
}

function metadataColumns(metadata: readonly unknown[], header: readonly string[] = ['label']): object {
  const cell = (row: unknown, column: number): unknown => (Array.isArray(row) ? row[column] : row)
  return Object.fromEntries(header.map((name, column) => [name, metadata.map(row => cell(row, column))]))
}

/** Pictures × channels × height × width, one by one. */
function picturesOf(pictures: unknown): Image[] {
  const [count = 0, ...shape] = shapeOf(pictures)
  const { data } = pictures as { data?: ArrayLike<number> }
  const size = shape.reduce((product, length) => product * length, 1)
  const pixels = data && ArrayBuffer.isView(data) ? (data as Float32Array) : Float32Array.from(flatNumbers(pictures))
  return Array.from(
    { length: count },
    (_, index) => new Image({ data: pixels.subarray(index * size, (index + 1) * size), shape }, { layout: 'CHW' }),
  )
}

function shapeOf(value: unknown): number[] {
  if (Array.isArray(value)) return value.length > 0 ? [value.length, ...shapeOf(value[0])] : [0]
  if (ArrayBuffer.isView(value)) return [(value as Uint8Array).length]
  return (value as { shape?: number[] } | undefined)?.shape ?? []
}
