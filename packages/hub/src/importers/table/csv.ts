import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import { parse } from 'csv-parse'
import { parse as parseYaml } from 'yaml'
import { bornAt } from '../born-at.ts'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
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
    read: (position, context) => readTable(path, parameters, Number(position['rows'] ?? 0), context),
  }
}

async function* readTable(
  path: string,
  parameters: string | undefined,
  from: number,
  context: ImportContext,
): AsyncGenerator<Piece> {
  const fallbackTime = Math.floor(statSync(path).mtimeMs)
  const convert = rowConverter(path, fallbackTime, context)
  let records: RunRecord[] = []
  let rows = 0
  const config = from === 0 && parameters !== undefined ? readParameters(parameters, context) : undefined
  if (config !== undefined) records.push({ kind: 'config', time: fallbackTime, set: config })
  for await (const row of tableRows(path, context)) {
    const points = convert(row)
    if (rows++ < from) continue
    records.push(...points)
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: { rows } }
    records = []
  }
  if (records.length > 0) yield { records, position: { rows } }
}

async function* tableRows(path: string, context: ImportContext): AsyncGenerator<Row> {
  const parser = parse({
    columns: (header: string[]) => header.map(name => name.trim()),
    delimiter: /\.tsv$/i.test(path) ? ['\t'] : [',', ';'],
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    on_skip: error => void context.onProblem(`${basename(path)}: ${error?.message ?? 'a line was passed over'}`),
  })
  const size = context.isFollowed ? lastLineEnd(path) : statSync(path).size
  if (size > 0) yield* createReadStream(path, { end: size - 1 }).pipe(parser) as AsyncIterable<Row>
}

/** Tables are wide, one column a metric, or long, one row a point. */
function rowConverter(path: string, fallbackTime: number, context: ImportContext): (row: Row) => RunRecord[] {
  const wide = new RowReader({
    fallbackTime,
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

function readParameters(path: string, context: ImportContext): PlainObject | undefined {
  try {
    const parameters: unknown = parseYaml(readFileSync(path, 'utf8'))
    if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters))
      return parameters as PlainObject
  } catch (error) {
    context.onProblem(`${basename(path)}: ${(error as Error).message.split('\n')[0]}`)
  }
  return undefined
}
