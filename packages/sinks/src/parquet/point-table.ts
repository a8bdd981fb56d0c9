import type { MetricRecord } from '@seetrain/core'
import type { ParquetTable } from './parquet-file.ts'

/** Rows of one group: more take more memory, fewer a larger file. */
export const GROUP_ROWS = 100_000

export type PointRow = Pick<MetricRecord, 'key' | 'step' | 'value' | 'time' | 'epoch'>

/** The points of a run's metrics: run, key, step, value, time, epoch. */
export function pointTable(runId: string): ParquetTable<PointRow> {
  return {
    schema: [
      { name: 'points', num_children: 6 },
      { name: 'run', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'step', type: 'INT64', repetition_type: 'REQUIRED' },
      { name: 'value', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
      { name: 'epoch', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    ],
    columns: rows => [
      { name: 'run', data: new Array<string>(rows.length).fill(runId) },
      { name: 'key', data: rows.map(({ key }) => key) },
      { name: 'step', data: rows.map(({ step }) => BigInt(Math.round(step))), encoding: 'DELTA_BINARY_PACKED' },
      // a dictionary would take -0 and 0 for the same
      { name: 'value', data: rows.map(({ value }) => value), encoding: 'PLAIN' },
      { name: 'time', data: rows.map(({ time }) => BigInt(Math.round(time))), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'epoch', data: rows.map(({ epoch }) => epoch ?? null) },
    ],
  }
}
