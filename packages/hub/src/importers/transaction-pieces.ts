import { closeSync, openSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import type { ImportContext, Piece } from './importer.ts'
import { hasLogHeader, HEADER_BYTES, readTransactionLog, type LogHeader } from './transaction-log.ts'

const PIECE_RECORDS = 4096
/** The record that tells of the run is among the first ones of its log. */
const OPENING_RECORDS = 16

export interface LogReading {
  path: string
  /** Where reading ended before; undefined for the first time. */
  position: PlainObject
  /** Whose log it is, as problems call it. */
  program: string
  context: ImportContext
  /** Throws a RangeError for what is no record of the program. */
  convert(record: Uint8Array): readonly RunRecord[]
  /** What is kept beside the offset, as members of a position. */
  state(): PlainObject
}

/** What a log holds from a position on. What can not be read is told of and passed over. */
export function* logPieces({ path, position, program, context, convert, state }: LogReading): Generator<Piece> {
  const name = basename(path)
  const start = Number(position['bytes'] ?? HEADER_BYTES)
  let records: RunRecord[] = []
  let bytes = start
  const onDamaged = (at: number): void => context.onProblem(`${name}: a damaged record at byte ${at} was passed over`)
  for (const record of readTransactionLog(path, start, onDamaged)) {
    bytes = record.end
    try {
      records.push(...convert(record.bytes))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      context.onProblem(`${name}: a record before byte ${bytes} is none of ${program}’s (${error.message})`)
    }
    if (records.length < PIECE_RECORDS) continue
    yield { records, position: { bytes, ...state() } }
    records = []
  }
  if (bytes > start) yield { records, position: { bytes, ...state() } }
}

/** The first of a log's opening records that `pick` takes; undefined for a file that is no such log, or says nothing yet. */
export function openingOf<T>(
  path: string,
  header: LogHeader,
  pick: (record: Uint8Array) => T | undefined,
): T | undefined {
  if (!hasLogHeader(headOf(path), header)) return undefined
  let count = 0
  for (const { bytes } of readTransactionLog(path, HEADER_BYTES, () => {})) {
    const picked = pick(bytes)
    if (picked !== undefined) return picked
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
