import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { Options } from './options.ts'

/** A table by columns, whatever it came as. */
export interface Columns {
  names: readonly string[]
  cells: readonly ArrayLike<unknown>[]
  rows: number
}

const ACCEPTED = 'Pass an array of objects, { columns: [names], rows: [[...]] }, or an object of arrays by column name.'

/** Also takes what dataframe libraries offer: `toRecords()` (polars), `objects()` (arquero), `columns` with `values` (danfo). */
export function readColumns(value: unknown, columnOption: unknown): Columns {
  const names = columnOption === undefined ? undefined : readNames('table.columns', columnOption)
  if (Array.isArray(value)) return readRows('table', value, names)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value))
    throw new InvalidArgumentError('table', value, ACCEPTED)
  const { columns, rows, data, values, toRecords, objects } = value as Options
  if (typeof toRecords === 'function') return readRows('table', toRecords.call(value) as unknown[], names)
  if (typeof objects === 'function') return readRows('table', objects.call(value) as unknown[], names)
  const body = rows ?? data ?? values
  if (Array.isArray(columns) && Array.isArray(body) && columns.every(name => typeof name === 'string')) {
    return readRows('table.rows', body, names ?? readNames('table.columns', columns))
  }
  return readByColumn(value as Options, names)
}

function readNames(field: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new InvalidArgumentError(field, value, 'Pass an array of column names.')
  const seen = new Set<string>()
  for (const [index, name] of value.entries()) {
    if (typeof name !== 'string')
      throw new InvalidArgumentError(`${field}[${index}]`, name, 'A column name is a string.')
    if (seen.has(name)) throw new InvalidArgumentError(`${field}[${index}]`, name, 'Another column has this name.')
    seen.add(name)
  }
  return value
}

function readRows(field: string, rows: readonly unknown[], names: readonly string[] | undefined): Columns {
  if (rows.length > 0 && Array.isArray(rows[0])) return readArrays(field, rows, names)
  const found = new Set<string>(names)
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null || Array.isArray(row) || ArrayBuffer.isView(row)) {
      throw new InvalidArgumentError(`${field}[${index}]`, row, 'A row is an object of cells by column name.')
    }
    if (!names) for (const name of Object.keys(row)) found.add(name)
  }
  const objects = rows as readonly Record<string, unknown>[]
  const columns = [...found]
  return {
    names: columns,
    cells: columns.map(name => objects.map(row => (Object.hasOwn(row, name) ? row[name] : null))),
    rows: rows.length,
  }
}

function readArrays(field: string, rows: readonly unknown[], names: readonly string[] | undefined): Columns {
  if (!names)
    throw new InvalidArgumentError('table.columns', names, 'Rows that are arrays need the names of the columns.')
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== names.length) {
      throw new InvalidArgumentError(`${field}[${index}]`, row, `Give it ${names.length} cells, one per column.`)
    }
  }
  const arrays = rows as readonly unknown[][]
  return { names, cells: names.map((_, column) => arrays.map(row => row[column])), rows: rows.length }
}

function readByColumn(columns: Options, chosen: readonly string[] | undefined): Columns {
  const names = chosen ?? Object.keys(columns)
  const cells = names.map(name => readColumn(name, columns[name]))
  const rows = cells[0]?.length ?? 0
  for (const [index, column] of cells.entries()) {
    if (column.length === rows) continue
    throw new InvalidArgumentError(`table.${names[index]}`, column, `Give it ${rows} cells, as the first column has.`)
  }
  return { names, cells, rows }
}

function readColumn(name: string, column: unknown): ArrayLike<unknown> {
  if (Array.isArray(column) || (ArrayBuffer.isView(column) && 'length' in column)) return column as ArrayLike<unknown>
  throw new InvalidArgumentError(`table.${name}`, column, ACCEPTED)
}
