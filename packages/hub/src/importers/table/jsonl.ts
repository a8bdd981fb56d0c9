import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RunRecord } from '@seetrain/core'
import { bornAt } from '../born-at.ts'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { parsePythonJson } from '../python-json.ts'
import { exportedRecord } from './exported-record.ts'
import { lastLineEnd } from './last-line-end.ts'
import { isLogName, logName } from './log-name.ts'
import { RowReader, type Row } from './row-reader.ts'

const PIECE_RECORDS = 4096
const HEAD_BYTES = 64 * 1024
const LINE_FEED = 10

/** A line per record, as `seetrain export` writes it, or a line per step with its metrics. */
export const jsonlImporter: Importer = {
  format: 'jsonl',
  takes: 'lines of JSON (.jsonl, .ndjson): what seetrain export wrote, or an object of metrics a line',
  find: place => place.files.filter(name => isTaken(name, place)).map(name => makeSource(place, name)),
}

function isTaken(name: string, { isNamed, files, folders }: Place): boolean {
  if (!/\.(jsonl|ndjson)$/i.test(name)) return false
  return (isNamed && files.length === 1 && folders.length === 0) || isLogName(name)
}

function makeSource(place: Place, name: string): Source {
  const path = join(place.path, name)
  const open = firstLine(path)
  const isExport = open?.kind === 'open'
  return {
    path,
    name: isExport ? String(open.name) : logName(path),
    ...(isExport && { project: String(open.project) }),
    createdAt: isExport ? Number(open.createdAt) : bornAt(path),
    ...(!isExport && { isTimeGuessed: true }),
    files: [name],
    read: (position, context) =>
      readLines(path, { bytes: Number(position['bytes'] ?? 0), rows: Number(position['rows'] ?? 0) }, context),
  }
}

/** Records of the lines behind a position. */
export async function* readLines(
  path: string,
  from: { bytes: number; rows: number },
  context: ImportContext,
): AsyncGenerator<Piece> {
  const { size, mtimeMs } = statSync(path)
  const end = context.isFollowed ? lastLineEnd(path) : size
  if (from.bytes > size)
    context.onProblem(
      `${basename(path)} holds less than what was imported before: a new training needs a path of its own`,
    )
  if (from.bytes >= end) return
  const rows = new RowReader({
    fallbackTime: Math.floor(mtimeMs),
    firstRow: from.rows,
    onText: column => context.onProblem(`${basename(path)}: ${column} holds text and was left out`),
  })
  let records: RunRecord[] = []
  let bytes = from.bytes
  for await (const line of linesOf(path, from.bytes, end)) {
    // an object that lacks its end may get it before the next import
    if (bytes + line.length === end && parsePythonJson(line.toString()) === undefined) break
    bytes = Math.min(bytes + line.length + 1, end)
    records.push(...recordsOf(line.toString(), rows, path, context))
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: { bytes, rows: rows.count } }
    records = []
  }
  if (records.length > 0) yield { records, position: { bytes, rows: rows.count } }
}

// as bytes, so that a position is a byte
async function* linesOf(path: string, from: number, end: number): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { start: from, end: end - 1 }) as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED)) {
      yield bytes.subarray(0, at)
      bytes = bytes.subarray(at + 1)
    }
    rest = Buffer.from(bytes)
  }
  if (rest.length > 0) yield rest
}

function recordsOf(line: string, rows: RowReader, path: string, context: ImportContext): RunRecord[] {
  if (line.trim() === '') return []
  const value = parsePythonJson(line)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    context.onProblem(`${basename(path)}: a line is no object of JSON and was passed over`)
    return []
  }
  const record = exportedRecord(value as Row, context)
  return record === undefined ? rows.read(value as Row) : record === 'passed over' ? [] : [record]
}

function firstLine(path: string): Row | undefined {
  const descriptor = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    const text = head.toString('utf8', 0, readSync(descriptor, head, 0, HEAD_BYTES, 0))
    return parsePythonJson(text.split('\n')[0]!) as Row | undefined
  } finally {
    closeSync(descriptor)
  }
}
