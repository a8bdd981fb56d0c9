import type { Message } from '../protobuf-message.ts'
import { closeSync, openSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { hasLogHeader, HEADER_BYTES, readTransactionLog } from '../transaction-log.ts'
import { WandbConverter } from './wandb-converter.ts'
import { decodeWandbRecord } from './wandb-record.ts'
import { summaryExtras } from './summary-extras.ts'

const PIECE_RECORDS = 4096
const HEADER = { mark: ':W&B', magic: 0xbe_e1 }
/** The record of the run is among the first ones of its log. */
const OPENING_RECORDS = 16
/** Folders of a run that hold nothing of another program's. */
const OWN_FOLDERS = new Set(['files', 'logs', 'tmp'])

/** The folders that W&B writes for each run, offline or not: a log `run-<id>.wandb`, and the run's files. */
export const wandbImporter: Importer = {
  format: 'wandb',
  takes: 'a folder of a W&B run (wandb/offline-run-…), or its .wandb file',
  find: place => place.files.filter(name => name.endsWith('.wandb')).flatMap(name => makeSource(place, name)),
}

// a run that has just begun is found as soon as it has said what it is
function makeSource(place: Place, name: string): Source[] {
  const path = join(place.path, name)
  const run = openingOf(path)
  if (run === undefined) return []
  const createdAt = run.time(17) ?? 0
  return [
    {
      path,
      name: run.text(8) || run.text(1),
      ...(run.text(3) !== '' && { project: run.text(3) }),
      ...(run.text(6) !== '' && { group: run.text(6) }),
      createdAt,
      files: [name],
      folders: place.folders.filter(folder => OWN_FOLDERS.has(folder)),
      tellsEnd: true,
      read: (position, context) => readRun(path, createdAt, position, context),
    },
  ]
}

function* readRun(path: string, startedAt: number, from: PlainObject, context: ImportContext): Generator<Piece> {
  const name = basename(path)
  const converter = new WandbConverter({
    files: join(dirname(path), 'files'),
    startedAt,
    state: (from['state'] ?? {}) as PlainObject,
    context,
    summaryExtras: () => summaryExtras(path),
  })
  let records: RunRecord[] = []
  let bytes = Number(from['bytes'] ?? HEADER_BYTES)
  const start = bytes
  const onDamaged = (at: number): void => context.onProblem(`${name}: a damaged record at byte ${at} was passed over`)
  for (const record of readTransactionLog(path, bytes, onDamaged)) {
    bytes = record.end
    try {
      const decoded = decodeWandbRecord(record.bytes)
      if (decoded !== undefined) records.push(...converter.convert(decoded.kind, decoded.message))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      context.onProblem(`${name}: a record before byte ${bytes} is none of W&B’s (${error.message})`)
    }
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: { bytes, state: converter.state } }
    records = []
  }
  if (bytes > start) yield { records, position: { bytes, state: converter.state } }
}

/** What the log says of its run; undefined for a file that is no such log, or says nothing yet. */
function openingOf(path: string): Message | undefined {
  if (!hasLogHeader(headOf(path), HEADER)) return undefined
  let count = 0
  for (const { bytes } of readTransactionLog(path, HEADER_BYTES, () => {})) {
    const decoded = decodeWandbRecord(bytes)
    if (decoded?.kind === 'run') return decoded.message
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
