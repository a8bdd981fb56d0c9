import { nodeFileSystem, type FileSystem, type SinkDefinition } from '@seetrain/core'
import { RecordLogSink } from './files/record-log-sink.ts'
import { ParquetLog } from './parquet/parquet-log.ts'
import { checkSinkOptions, isFolder } from './sink-options.ts'

export { parquetFile } from './parquet/parquet-file.ts'
export { GROUP_ROWS, pointTable, type PointRow } from './parquet/point-table.ts'

export interface ParquetSinkOptions {
  /** A folder that gets a folder per run. Default: `parquet` in the run's own folder. */
  dir?: string
  fileSystem?: FileSystem
}

/**
 * Writes the metrics of a run as Parquet files, and its other records as others. They are there when the run is flushed
 * or ends, and before that as soon as they fill a file.
 */
export class ParquetSink extends RecordLogSink {
  constructor(options: ParquetSinkOptions = {}) {
    super({
      id: 'parquet',
      open: (run, state) => new ParquetLog({ fileSystem: nodeFileSystem, ...options }, run, state),
    })
  }
}

export const definition: SinkDefinition = {
  id: 'parquet',
  create: options => new ParquetSink(checkSinkOptions('parquet', options, { dir: isFolder })),
}
