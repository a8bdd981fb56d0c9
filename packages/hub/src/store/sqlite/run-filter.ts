import type { Comparison, RunFilter, RunSort } from '../run-query.ts'
import type { Cell } from './database.ts'
import { fieldSql } from './run-fields.ts'

export interface Condition {
  /** Never NULL, so that `NOT` turns it round. */
  sql: string
  cells: Cell[]
}

const NEVER: Condition = { sql: 'FALSE', cells: [] }

/** A filter as a condition on the run `r`. */
export function filterSql(filter: RunFilter): Condition {
  if ('all' in filter) return joined(filter.all, ' AND ', 'TRUE')
  if ('any' in filter) return joined(filter.any, ' OR ', 'FALSE')
  if ('not' in filter) {
    const { sql, cells } = filterSql(filter.not)
    return { sql: `NOT ${sql}`, cells }
  }
  if (filter.field.of === 'tag') return tagSql(filter)
  const { number, text, cells } = fieldSql(filter.field)
  if (filter.is === 'present') {
    const sides = [number, text].filter(side => side !== undefined)
    return { sql: `(${sides.map(side => `${side} IS NOT NULL`).join(' OR ')})`, cells: sides.flatMap(() => cells) }
  }
  const side = typeof filter.value === 'number' ? number : text
  return side === undefined ? NEVER : compared(side, filter.is, filter.value, cells)
}

const NEWEST_FIRST: readonly RunSort[] = [{ field: { of: 'run', name: 'createdAt' }, descending: true }]

/** An order of runs. Numbers come before texts, and what is absent last. */
export function orderSql(sort: readonly RunSort[] = NEWEST_FIRST): Condition {
  const terms: string[] = []
  const cells: Cell[] = []
  for (const { field, descending } of sort) {
    if (field.of === 'tag') continue
    const sql = fieldSql(field)
    for (const side of [sql.number, sql.text]) {
      if (side === undefined) continue
      terms.push(`${side} ${descending ? 'DESC' : 'ASC'} NULLS LAST`)
      cells.push(...sql.cells)
    }
  }
  return { sql: [...terms, 'r.id DESC'].join(', '), cells }
}

function tagSql(filter: Exclude<RunFilter, { all: unknown } | { any: unknown } | { not: unknown }>): Condition {
  const tags = 'SELECT 1 FROM tag WHERE tag.run = r.number'
  if (filter.is === 'present') return { sql: `EXISTS (${tags})`, cells: [] }
  if (typeof filter.value === 'number') return NEVER
  const { sql, cells } = compared('tag.tag', filter.is, filter.value, [])
  return { sql: `EXISTS (${tags} AND ${sql})`, cells }
}

function compared(side: string, is: Comparison, value: number | string | boolean, cells: Cell[]): Condition {
  const wanted = typeof value === 'number' ? value : String(value)
  if (is !== 'contains') return { sql: `coalesce(${side} ${is} ?, FALSE)`, cells: [...cells, wanted] }
  if (typeof wanted === 'number') return NEVER
  return { sql: `coalesce(instr(fold_case(${side}), ?) > 0, FALSE)`, cells: [...cells, wanted.toLowerCase()] }
}

function joined(filters: readonly RunFilter[], word: string, empty: string): Condition {
  if (filters.length === 0) return { sql: empty, cells: [] }
  const conditions = filters.map(filterSql)
  return {
    sql: `(${conditions.map(condition => condition.sql).join(word)})`,
    cells: conditions.flatMap(condition => condition.cells),
  }
}
