import type { EditRecord, RunRecord } from '@seetrain/core'
import { isUsable } from '../../indexer/usable-record.ts'
import type { ImportContext } from '../importer.ts'
import { numberOf, type Row } from './row-reader.ts'

const WORDS = ['description', 'notes', 'group', 'jobType', 'tags'] as const

/**
 * A record that `seetrain export` wrote as a line; undefined for a line that is none of those. Bytes of media and artifacts
 * are not in an export, only their checksums: the records are kept, and show once the bytes are there.
 */
export function exportedRecord(row: Row, context: ImportContext): RunRecord | 'passed over' | undefined {
  if (typeof row['kind'] !== 'string' || typeof row['time'] !== 'number') return undefined
  const record = revive(row)
  if (!isUsable(record)) return undefined
  if (record.kind === 'open') return wordsOf(record)
  if (record.kind === 'media' && record.items.some(({ blob }) => !context.blobs.has(blob.sha256)))
    context.onProblem('the bytes of media are not in an export; they show when their blobs are copied too')
  return record
}

/** JSON has no NaN and no infinities, so an export writes their names. */
function revive(row: Row): RunRecord {
  if (row['kind'] === 'metric') return { ...row, value: numberOf(row['value']) } as RunRecord
  if (row['kind'] !== 'system') return row as unknown as RunRecord
  const values = Object.entries(row['values'] as Row).map(([name, value]) => [name, numberOf(value)])
  return { ...row, values: Object.fromEntries(values) } as unknown as RunRecord
}

// the import opens the run itself
function wordsOf(open: RunRecord & { kind: 'open' }): EditRecord | 'passed over' {
  const words = Object.fromEntries(WORDS.flatMap(name => (open[name] === undefined ? [] : [[name, open[name]]])))
  return Object.keys(words).length === 0 ? 'passed over' : { kind: 'edit', time: open.time, ...words }
}
