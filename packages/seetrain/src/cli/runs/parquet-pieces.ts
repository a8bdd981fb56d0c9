import { basename } from 'node:path'
import { nodeFileSystem, readRun } from '@seetrain/core'
import { GROUP_ROWS, parquetFile, pointTable, type PointRow } from '@seetrain/sinks/parquet'

/** The points of a run's metrics as the bytes of a Parquet file, one row per point; holds one group of rows at a time. */
export function parquetPieces(runDir: string, onLost: (count: number) => void): Generator<Uint8Array> {
  return parquetFile(pointTable(basename(runDir)), pointGroups(runDir, onLost))
}

function* pointGroups(runDir: string, onLost: (count: number) => void): Generator<PointRow[]> {
  let group: PointRow[] = []
  for (const { record } of readRun(runDir, nodeFileSystem, (_writer, count) => onLost(count))) {
    if (record.kind !== 'metric') continue
    group.push(record)
    if (group.length < GROUP_ROWS) continue
    yield group
    group = []
  }
  yield group
}
