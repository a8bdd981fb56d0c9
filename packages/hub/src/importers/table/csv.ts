import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ConfigRecord, PlainObject, RunRecord } from '@seetrain/core'
import { parse } from 'csv-parse'
import { parse as parseNow } from 'csv-parse/sync'
import { parse as parseYaml } from 'yaml'
import { bornAt } from '../born-at.ts'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { wholeLines } from '../whole-lines.ts'
import { lastLineEnd } from './last-line-end.ts'
import { isLogName, logName } from './log-name.ts'
import { instantOf, numberOf, RowReader, type Row } from './row-reader.ts'

const PIECE_RECORDS = 4096
/** What Lightning and Ultralytics keep the parameters in, beside their CSV. */
const PARAMETERS = ['hparams.yaml', 'args.yaml']

/**
 * A table of metrics: a column each, a row per step, as Lightning, Keras and Ultralytics write it; or a row per point with
 * its key, as `seetrain export --format csv` does; or one metric, as TensorBoard lets people download it.
 */
export const csvImporter: Importer = {
  format: 'csv',
  takes:
    'a table of metrics (.csv, .tsv), such as Lightning’s metrics.csv, Keras’ CSVLogger’s or Ultralytics’ results.csv',
  find: place => place.files.filter(name => isTaken(name, place)).map(name => makeSource(place, name)),
}

/** A file that was named is read whatever its name; in a folder there may be tables of anything. */
function isTaken(name: string, { isNamed, files, folders }: Place): boolean {
  if (!/\.(csv|tsv)$/i.test(name)) return false
  return (isNamed && files.length === 1 && folders.length === 0) || isLogName(name)
}

function makeSource(place: Place, name: string): Source {
  const path = join(place.path, name)
  const parameters = PARAMETERS.map(file => join(place.path, file)).find(file => existsSync(file))
  return {
    path,
    name: logName(path),
    createdAt: bornAt(path),
    isTimeGuessed: true,
    files: [name],
    read: (position, context) => readTable(path, parameters, position, context),
  }
}

async function* readTable(
  path: string,
  parameters: string | undefined,
  position: PlainObject,
  context: ImportContext,
): AsyncGenerator<Piece> {
  const fallbackTime = Math.floor(statSync(path).mtimeMs)
  const from = placeOf(position, headerOf(path))
  const convert = rowConverter(path, { fallbackTime, firstRow: from.bytes > 0 ? from.rows : 0 }, context)
  let records: RunRecord[] = []
  let { rows, bytes } = from
  const known = from.bytes > 0 ? 0 : from.rows
  let read = 0
  if (rows === 0 && parameters) records.push(...readParameters(parameters, fallbackTime, context))
  const here = (): PlainObject => ({ rows, bytes, columns: [...from.columns] })
  for await (const { record, info } of tableRows(path, from, context)) {
    const points = convert(record)
    bytes = from.bytes + info.bytes
    // a table that was written anew, with one more column, begins with the rows that were read
    if (read++ < known) continue
    rows++
    records.push(...points)
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: here() }
    records = []
  }
  if (read < known) tellShorter(path, context)
  if (rows > from.rows) yield { records, position: here() }
}

function tellShorter(path: string, context: ImportContext): void {
  context.onProblem(
    `${basename(path)} holds less than what was imported before: a new training needs a path of its own`,
  )
}

/** Where to go on reading: behind the rows that were read, or, when the columns are others, at the start. */
interface TablePlace {
  rows: number
  bytes: number
  columns: readonly string[]
}

function placeOf(position: PlainObject, columns: readonly string[]): TablePlace {
  const isSame = JSON.stringify(position['columns']) === JSON.stringify(columns)
  return { rows: Number(position['rows'] ?? 0), bytes: isSame ? Number(position['bytes'] ?? 0) : 0, columns }
}

function headerOf(path: string): string[] {
  for (const { text } of wholeLines(path, 0)) if (text.trim() !== '') return parseNow(text, formOf(path))[0] ?? []
  return []
}

interface TableRow {
  record: Row
  info: { bytes: number }
}

function formOf(path: string) {
  return {
    delimiter: /\.tsv$/i.test(path) ? ['\t'] : [',', ';'],
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
  }
}

async function* tableRows(path: string, from: TablePlace, context: ImportContext): AsyncGenerator<TableRow> {
  const parser = parse({
    ...formOf(path),
    columns: from.bytes > 0 ? [...from.columns] : (header: string[]) => header.map(name => name.trim()),
    info: true,
    skip_records_with_error: true,
    on_skip(error) {
      context.onProblem(`${basename(path)}: ${error?.message ?? 'a line was passed over'}`)
      return undefined
    },
  })
  const end = context.isFollowed ? lastLineEnd(path) : statSync(path).size
  if (end < from.bytes) tellShorter(path, context)
  if (end > from.bytes)
    yield* createReadStream(path, { start: from.bytes, end: end - 1 }).pipe(parser) as AsyncIterable<TableRow>
}

/** Tables are wide, one column a metric, or long, one row a point. */
function rowConverter(
  path: string,
  { fallbackTime, firstRow }: { fallbackTime: number; firstRow: number },
  context: ImportContext,
): (row: Row) => RunRecord[] {
  const wide = new RowReader({
    fallbackTime,
    firstRow,
    onText: column => context.onProblem(`${basename(path)}: the column ${column} holds text and was left out`),
  })
  return row => {
    const value = 'value' in row ? row['value'] : row['Value']
    if (value === undefined) return wide.read(row)
    const key = typeof row['key'] === 'string' ? row['key'] : 'Step' in row ? logName(path) : undefined
    return key === undefined ? wide.read(row) : pointOf(key, value, row, fallbackTime)
  }
}

function pointOf(key: string, value: unknown, row: Row, fallbackTime: number): RunRecord[] {
  const number = numberOf(value)
  if (number === undefined) return []
  const epoch = numberOf(row['epoch'])
  const time = instantOf(row['time'] ?? row['Wall time']) ?? fallbackTime
  const step = Math.trunc(numberOf(row['step'] ?? row['Step']) ?? 0)
  return [{ kind: 'metric', key, value: number, step, time, ...(epoch !== undefined && { epoch }) }]
}

function readParameters(path: string, time: number, context: ImportContext): ConfigRecord[] {
  try {
    const set: unknown = parseYaml(readFileSync(path, 'utf8'))
    if (typeof set === 'object' && set !== null && !Array.isArray(set))
      return [{ kind: 'config', time, set: set as PlainObject }]
  } catch (error) {
    context.onProblem(`${basename(path)}: ${(error as Error).message.split('\n')[0]}`)
  }
  return []
}
