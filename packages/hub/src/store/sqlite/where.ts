import type { Page, Paged } from '../run-query.ts'
import type { RunScope, SearchText } from '../content-query.ts'
import { wordsOf } from '../search-words.ts'
import type { SpanLabel } from '../span-groups.ts'
import type { Cell, Database, Row } from './database.ts'

/** Conditions that all must hold, with the values that stand for their question marks. */
export class Where {
  readonly cells: Cell[] = []
  readonly #conditions: string[] = []

  add(condition: string, ...cells: Cell[]): this {
    this.#conditions.push(condition)
    this.cells.push(...cells)
    return this
  }

  /** Adds the condition when the value is there. */
  given(condition: string, value: Cell | undefined): this {
    return value === undefined ? this : this.add(condition, value)
  }

  among(column: string, values: readonly string[] | undefined): this {
    return values === undefined
      ? this
      : this.add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values))
  }

  /** The runs asked for; without them all that are not deleted. The run stands in the query as `r`. */
  scope({ runs }: RunScope): this {
    return runs === undefined ? this.add('NOT r.deleted') : this.among('r.id', runs)
  }

  /** Rows of `table`, which stands in the query as `t`, whose words begin like those of the text. */
  words(table: string, text: SearchText | undefined): this {
    const words = wordsOf(text ?? '')
    if (words.length === 0) return this
    const match = words.map(word => `"${word}"*`).join(' AND ')
    return this.add(`t.number IN (SELECT rowid FROM ${table}_words WHERE ${table}_words MATCH ?)`, match)
  }

  /** Spans, which stand in the query as `t`, that have all of the labels. */
  labels(labels: readonly SpanLabel[] = []): this {
    for (const { name, value } of labels)
      this.add('t.number IN (SELECT span FROM span_label WHERE name = ? AND value = ?)', name, value)
    return this
  }

  get sql(): string {
    return this.#conditions.length === 0 ? 'TRUE' : this.#conditions.join(' AND ')
  }
}

export interface TableQuery {
  table: string
  columns: string
  where: Where
  order: string
  page: Page
}

/** The order in which rows with equal places come; the table stands in the query as `t`, the run as `r`. */
export const BY_ORIGIN = "r.id, t.writer <> 'main', t.writer, t.number"

/** One page of a table whose rows belong to runs, and how many rows there are. */
export function pageOf<Kept>(database: Database, query: TableQuery, read: (row: Row) => Kept): Paged<Kept> {
  const { table, columns, where, order, page } = query
  const from = `FROM ${table} t JOIN run r ON r.number = t.run WHERE ${where.sql}`
  const total: number = database.get(`SELECT count(*) AS total ${from}`, ...where.cells)!['total']
  const offset = startOf(page, total)
  const rows = database.all(
    `SELECT r.id AS run_id, ${columns} ${from} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...where.cells,
    page.limit,
    offset,
  )
  return { rows: rows.map(read), total }
}

function startOf({ offset = 0 }: Page, total: number): number {
  return offset >= 0 ? offset : Math.max(0, total + offset)
}
