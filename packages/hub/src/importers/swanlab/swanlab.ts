import { closeSync, openSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { Message } from '../protobuf-message.ts'
import { hasLogHeader, HEADER_BYTES, readTransactionLog } from '../transaction-log.ts'
import { SwanlabConverter } from './swanlab-converter.ts'

// numbers of fields: the .proto files of swanlab 0.10

const PIECE_RECORDS = 4096
const HEADER = { mark: ':SWL', magic: 0xe1_d6 }
const START = 10
const OPENING_RECORDS = 16
const OWN_FOLDERS = new Set(['files', 'media', 'debug'])

/** The folders that SwanLab writes for each run: a log `run-<id>.swanlab`, and the run's media and files. */
export const swanlabImporter: Importer = {
  format: 'swanlab',
  takes: 'a folder of a SwanLab run (swanlog/run-…), or its .swanlab file',
  find: place => place.files.filter(name => name.endsWith('.swanlab')).flatMap(name => makeSource(place, name)),
}

function makeSource(place: Place, name: string): Source[] {
  const path = join(place.path, name)
  const start = startOf(path)
  if (start === undefined) return []
  return [
    {
      path,
      name: start.text(4) || start.text(10),
      project: start.text(1),
      ...(start.text(7) !== '' && { group: start.text(7) }),
      createdAt: start.time(12) ?? 0,
      files: [name],
      folders: place.folders.filter(folder => OWN_FOLDERS.has(folder)),
      tellsEnd: true,
      read: (position, context) => readRun(path, position, context),
    },
  ]
}

function* readRun(path: string, from: PlainObject, context: ImportContext): Generator<Piece> {
  const name = basename(path)
  const start = Number(from['bytes'] ?? HEADER_BYTES)
  const converter = new SwanlabConverter(dirname(path), (from['lines'] ?? {}) as PlainObject, context)
  let records: RunRecord[] = []
  let bytes = start
  const onDamaged = (at: number): void => context.onProblem(`${name}: a damaged record at byte ${at} was passed over`)
  for (const record of readTransactionLog(path, start, onDamaged)) {
    bytes = record.end
    try {
      records.push(...converter.convert(new Message(record.bytes)))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      context.onProblem(`${name}: a record before byte ${bytes} is none of SwanLab’s (${error.message})`)
    }
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: { bytes, lines: converter.lines } }
    records = []
  }
  if (bytes > start) yield { records, position: { bytes, lines: converter.lines } }
}

/** What the log says of its run; undefined for a file that is no such log, or says nothing yet. */
function startOf(path: string): Message | undefined {
  if (!hasLogHeader(headOf(path), HEADER)) return undefined
  let count = 0
  for (const { bytes } of readTransactionLog(path, HEADER_BYTES, () => {})) {
    const record = new Message(bytes)
    if (record.has(START)) return record.message(START)
    if (++count === OPENING_RECORDS) return undefined
  }
  return undefined
}

function headOf(path: string): Uint8Array {
  const descriptor = openSync(path, 'r')
  try {
    const head = new Uint8Array(HEADER_BYTES)
    return head.subarray(0, readSync(descriptor, head, 0, HEADER_BYTES, 0))
  } finally {
    closeSync(descriptor)
  }
}
