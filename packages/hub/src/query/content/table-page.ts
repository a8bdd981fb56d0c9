import type { TableContent } from '@seetrain/core'
import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import { compareCells, readCell, readRowFilter } from '../filter/row-filter.ts'
import { textOf } from '../filter/run-field.ts'
import { tokenize } from '../filter/tokens.ts'

export interface TableQuery {
  /** Names of columns, a minus for the greatest first. */
  sort?: string | undefined
  filter?: string | undefined
  /** A part of any cell; case does not matter. */
  text?: string | undefined
  offset: number
  limit: number
}

export interface TablePage {
  columns: TableContent['columns']
  rows: unknown[][]
  total: number
}

/** The rows of a table that fit, sorted, and the page of them. */
export function tablePage(table: TableContent, query: TableQuery): TablePage {
  const { columns } = table
  const names = columns.map(column => column.name)
  const isNumber = columns.map(column => column.type === 'number')
  let rows = table.rows
  if (query.filter !== undefined) {
    const test = readRowFilter(query.filter, names)
    rows = rows.filter(row => test(row.map((cell, index) => readCell(cell, isNumber[index]!))))
  }
  if (query.text !== undefined) {
    const part = query.text.toLowerCase()
    rows = rows.filter(row => row.some(cell => JSON.stringify(cell).toLowerCase().includes(part)))
  }
  if (query.sort !== undefined) rows = sortRows(rows, readSort(query.sort, names), isNumber)
  return { columns, rows: rows.slice(query.offset, query.offset + query.limit), total: rows.length }
}

interface ColumnSort {
  index: number
  descending: boolean
}

function sortRows(rows: readonly unknown[][], sorts: readonly ColumnSort[], isNumber: readonly boolean[]): unknown[][] {
  return rows.toSorted((left, right) => {
    for (const { index, descending } of sorts) {
      const [a, b] = [readCell(left[index], isNumber[index]!), readCell(right[index], isNumber[index]!)]
      const order = compareCells(a, b)
      // what is empty stays last, whatever the direction
      if (order !== 0) return descending && !isEmpty(a) && !isEmpty(b) ? -order : order
    }
    return 0
  })
}

function isEmpty(cell: unknown): boolean {
  return cell === null || cell === undefined || Number.isNaN(cell)
}

function readSort(source: string, names: readonly string[]): ColumnSort[] {
  return tokenize(source, 'sort').flatMap(token => {
    if (token.kind === 'sign' && token.sign === ',') return []
    if (token.kind === 'end') return []
    if (token.kind === 'sign') throw new FilterSyntaxError('sort', token.at, 'expected the name of a column')
    const text = token.kind === 'text' ? token.text : textOf(token)
    const descending = !names.includes(text) && text.startsWith('-')
    const index = names.indexOf(descending ? text.slice(1) : text)
    if (index !== -1) return [{ index, descending }]
    throw new FilterSyntaxError('sort', token.at, `no column ${JSON.stringify(text)}; there are ${names.join(', ')}`)
  })
}
