import { plainToJson } from '@seetrain/core'
import type { SeriesColumns } from './series-columns.ts'

const MAGIC = 'STS1'

/**
 * The binary form of an answer, described in docs/api.md: a head of JSON that names each series and its columns, then
 * the columns one after the other as float64, little-endian.
 */
export function encodeSeries(axis: string, series: readonly SeriesColumns[]): Uint8Array<ArrayBuffer> {
  const head = series.map(({ columns, ...words }) => {
    const names = Object.keys(columns)
    return { ...words, length: names.length === 0 ? 0 : columns[names[0]!]!.length, columns: names }
  })
  const json = new TextEncoder().encode(JSON.stringify(plainToJson({ axis, series: head })))
  // columns begin at a multiple of 8, so that readers can lay typed arrays over them
  const dataStart = Math.ceil((8 + json.length) / 8) * 8
  const columns = series.flatMap(entry => Object.values(entry.columns))
  const bytes = new Uint8Array(dataStart + columns.reduce((sum, column) => sum + column.length * 8, 0))
  bytes.fill(0x20, 0, dataStart)
  bytes.set(new TextEncoder().encode(MAGIC))
  new DataView(bytes.buffer).setUint32(4, dataStart - 8, true)
  bytes.set(json, 8)
  let at = dataStart
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
    at += column.byteLength
  }
  return bytes
}

/** The same as JSON; numbers that it lacks by their names. */
export function seriesToJson(axis: string, series: readonly SeriesColumns[]): object {
  return { axis, series: series.map(entry => ({ ...entry, columns: columnsToJson(entry.columns) })) }
}

export function columnsToJson(columns: { [name: string]: Float64Array }): { [name: string]: number[] } {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column)]))
}
