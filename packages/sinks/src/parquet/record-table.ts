import { recordToJson, type RunRecord } from '@seetrain/core'
import type { ParquetTable } from './parquet-file.ts'

/** The records of a run that are no points: what each is, when and where it was, and all of it as JSON. */
export function recordTable(runId: string): ParquetTable<RunRecord> {
  return {
    schema: [
      { name: 'records', num_children: 6 },
      { name: 'run', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'kind', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
      { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'step', type: 'INT64', repetition_type: 'OPTIONAL' },
      { name: 'json', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    ],
    columns: rows => [
      { name: 'run', data: new Array<string>(rows.length).fill(runId) },
      { name: 'kind', data: rows.map(({ kind }) => kind) },
      { name: 'time', data: rows.map(({ time }) => BigInt(Math.round(time))) },
      {
        name: 'key',
        data: rows.map(record => ('key' in record ? record.key : 'name' in record ? (record.name ?? null) : null)),
      },
      { name: 'step', data: rows.map(stepOf) },
      { name: 'json', data: rows.map(recordToJson) },
    ],
  }
}

function stepOf(record: RunRecord): bigint | null {
  return 'step' in record && record.step !== undefined ? BigInt(Math.round(record.step)) : null
}
