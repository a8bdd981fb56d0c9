import type { MetricRecord } from '@seetrain/core'

/** A row of a log that somebody else wrote: a line of CSV by its header, an object of JSON. */
export type Row = { readonly [column: string]: unknown }

const STEPS = ['step', '_step', 'global_step', 'trainer/global_step', 'iteration', 'iter', 'epoch']
const TIMES = ['time', 'timestamp', '_timestamp', 'wall_time', 'wall time', 'datetime', 'date']
/** Later than 2001 in seconds; anything less counts from the start of a training. */
const EARLIEST_SECONDS = 1e9
const EARLIEST_MILLISECONDS = 1e11

export interface RowReaderOptions {
  /** Where rows have no time of their own. */
  fallbackTime: number
  /** The number of the first row, which is its step where it names none. Default 0. */
  firstRow?: number
  /** What a metric is called, by its column; undefined leaves it out. */
  keyOf?(column: string): string | undefined
  onText(column: string): void
}

/** Points of rows whose columns are metrics, beside those that say where on the axes the row lies. */
export class RowReader {
  readonly #options: RowReaderOptions
  #row: number

  constructor(options: RowReaderOptions) {
    this.#options = options
    this.#row = options.firstRow ?? 0
  }

  /** Rows so far, with those before the first. */
  get count(): number {
    return this.#row
  }

  read(row: Row): MetricRecord[] {
    const names = new Map(Object.keys(row).map(column => [column.trim().toLowerCase(), column]))
    const stepColumn = STEPS.map(name => names.get(name)).find(column => column !== undefined && isFilled(row[column]))
    const epochColumn = names.get('epoch')
    const time = timeOf(row, names)
    const step = Math.trunc(numberOf(stepColumn === undefined ? undefined : row[stepColumn]) ?? this.#row)
    this.#row++
    const axes = new Set([stepColumn, epochColumn, time?.column])
    const epoch = epochColumn === undefined ? undefined : numberOf(row[epochColumn])
    const place = { time: time?.value ?? this.#options.fallbackTime, step, ...(epoch !== undefined && { epoch }) }
    return Object.entries(row)
      .filter(([column]) => !axes.has(column) && !column.trim().startsWith('_'))
      .flatMap(([column, value]) => this.#points(column.trim(), value, place))
  }

  #points(column: string, value: unknown, place: { time: number; step: number; epoch?: number }): MetricRecord[] {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.entries(value).flatMap(([name, member]) => this.#points(`${column}/${name}`, member, place))
    if (!isFilled(value)) return []
    const key = this.#options.keyOf === undefined ? column : this.#options.keyOf(column)
    if (key === undefined || key === '') return []
    const number = numberOf(value)
    if (number !== undefined) return [{ kind: 'metric', key, value: number, ...place }]
    this.#options.onText(column)
    return []
  }
}

/** A time as logs write it: seconds, milliseconds or a date. Undefined for a number that counts from some start. */
export function instantOf(value: unknown): number | undefined {
  const number = numberOf(value)
  if (number !== undefined) {
    if (number >= EARLIEST_MILLISECONDS) return Math.round(number)
    return number >= EARLIEST_SECONDS ? Math.round(number * 1000) : undefined
  }
  const date = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

/** A number as programs write it, Python's `nan` and `inf` too. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (text === '') return undefined
  const special = /^([+-]?)(?:inf(?:inity)?|nan)$/i.exec(text)
  if (special) return /nan/i.test(text) ? Number.NaN : special[1] === '-' ? -Infinity : Infinity
  if (/^(true|false)$/i.test(text)) return Number(text.toLowerCase() === 'true')
  const number = Number(text)
  return Number.isNaN(number) ? undefined : number
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && !(typeof value === 'string' && value.trim() === '')
}

function timeOf(row: Row, names: ReadonlyMap<string, string>): { column: string; value: number } | undefined {
  for (const name of TIMES) {
    const column = names.get(name)
    const value = column === undefined ? undefined : instantOf(row[column])
    if (column !== undefined && value !== undefined) return { column, value }
  }
  return undefined
}
