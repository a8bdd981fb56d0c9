import type { RunRecord, SinkDefinition } from '@seetrain/core'
import { FileSink, fileSinkOptions, type FileSinkOptions } from './file-sink.ts'

const COLUMNS = ['time', 'key', 'step', 'epoch', 'value'] as const

/** The first line of a table of points. */
export const CSV_HEADER = `${COLUMNS.join(',')}\n`

/**
 * Writes the metrics of a run as a table of points, one row each: the long form, because new metrics then need no new
 * column and the file only ever grows.
 */
export class CsvSink extends FileSink {
  constructor(options: FileSinkOptions = {}) {
    super(
      { id: 'csv', extension: 'csv', file: 'metrics', kinds: ['metric'], header: CSV_HEADER, line: csvRow },
      options,
    )
  }
}

/** The line of a point; empty for any other record. */
export function csvRow(record: RunRecord): string {
  if (record.kind !== 'metric') return ''
  return `${COLUMNS.map(column => field(record[column])).join(',')}\n`
}

// quoted as RFC 4180 says; non-finite numbers by their names, as pandas and R read them
function field(value: string | number | undefined): string {
  if (value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const definition: SinkDefinition = {
  id: 'csv',
  create: options => new CsvSink(fileSinkOptions('csv', options)),
}
