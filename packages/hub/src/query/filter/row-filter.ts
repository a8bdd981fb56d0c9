import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import { readValue } from './filter-value.ts'
import { parseFilter, type ConditionSign, type FilterNode } from './parse-filter.ts'
import { textOf } from './run-field.ts'

export type RowTest = (row: readonly unknown[]) => boolean

/** Reads a filter over the rows of a table: its fields are the names of the columns. */
export function readRowFilter(source: string, columns: readonly string[]): RowTest {
  return compile(parseFilter(source), columns)
}

/** Numbers before texts, texts by code point, what is empty last. */
export function compareCells(left: unknown, right: unknown): number {
  const order = rank(left) - rank(right)
  if (order !== 0) return order
  if (typeof left === 'number') return left - (right as number)
  const [a, b] = [cellText(left), cellText(right)]
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** A cell as people see it. Numbers that JSON lacks are stored as text and stay numbers here. */
export function readCell(cell: unknown, isNumber: boolean): unknown {
  return isNumber && typeof cell === 'string' ? Number(cell) : cell
}

function compile(node: FilterNode, columns: readonly string[]): RowTest {
  if ('all' in node) {
    const tests = node.all.map(member => compile(member, columns))
    return row => tests.every(test => test(row))
  }
  if ('any' in node) {
    const tests = node.any.map(member => compile(member, columns))
    return row => tests.some(test => test(row))
  }
  if ('not' in node) {
    const test = compile(node.not, columns)
    return row => !test(row)
  }
  const index = columns.indexOf(textOf(node.field))
  if (index === -1) {
    throw new FilterSyntaxError(
      'filter',
      node.field.at,
      `no column ${JSON.stringify(textOf(node.field))}; there are ${columns.join(', ')}`,
    )
  }
  if (node.is === 'exists') return row => row[index] !== null && row[index] !== undefined
  const tests = node.values.map(value => cellTest(node.is, readValue(value)))
  return row => tests.some(test => test(row[index]))
}

function cellTest(is: ConditionSign, value: number | string | boolean): (cell: unknown) => boolean {
  if (is === 'contains' || is === 'has') {
    const part = String(value).toLowerCase()
    return cell => cellText(cell).toLowerCase().includes(part)
  }
  const wanted = typeof value === 'boolean' ? String(value) : value
  const order = (cell: unknown): number | undefined => {
    if (cell === null || cell === undefined || Number.isNaN(cell)) return undefined
    if (typeof wanted === 'number') return typeof cell === 'number' ? compareCells(cell, wanted) : undefined
    return compareCells(cellText(cell), wanted)
  }
  return cell => holds(is, order(cell))
}

// what is empty or no number fits nothing
function holds(is: ConditionSign, order: number | undefined): boolean {
  if (order === undefined) return false
  switch (is) {
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      return order === 0
  }
}

function rank(cell: unknown): number {
  if (cell === null || cell === undefined) return 3
  if (typeof cell !== 'number') return 1
  return Number.isNaN(cell) ? 2 : 0
}

function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell
  return cell === null || cell === undefined ? '' : JSON.stringify(cell)
}
