import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem, type MetricRecord } from '@seetrain/core'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { absentPeer, pythonPeer } from '../../../test/peers/python-peer.ts'
import { itWhen } from '../../../test/skip.ts'
import { definition, ParquetSink } from './parquet.ts'
import { PartFiles } from './parquet/part-files.ts'
import { pointTable } from './parquet/point-table.ts'

describeSink('ParquetSink', { create: () => new ParquetSink(), readBack: folder => readPoints(folder) })

async function readPoints(folder: string): Promise<Point[]> {
  const rows = await Promise.all(partsIn(folder, 'metrics').map(readPart))
  return rows.flat().map(({ key, step, value, time, epoch }) => ({
    key: key as string,
    step: Number(step),
    value: value as number,
    time: (time as Date).getTime(),
    ...(epoch !== null && { epoch: epoch as number }),
  }))
}

function partsIn(folder: string, name: string): string[] {
  return globSync(`**/${name}*.parquet`, { cwd: folder })
    .sort()
    .map(path => join(folder, path))
}

async function readPart(path: string): Promise<{ [column: string]: unknown }[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) })
}

const ROWS = 20

describe('Parquet files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-parquet-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const point = (step: number): MetricRecord => ({ kind: 'metric', time: 1763700000000, key: 'loss', step, value: -0 })
  const parts = (state?: { part: number; bytes: number }) =>
    new PartFiles<MetricRecord>(
      { folder, name: 'metrics', table: pointTable('r1'), fileSystem: nodeFileSystem, rows: ROWS },
      state,
    )

  it('are parts of so many rows, and go on from any state that was saved', async () => {
    const first = parts()
    for (let step = 0; step < 10; step++) first.add(point(step))
    const early = first.write()
    for (let step = 10; step < ROWS + 5; step++) first.add(point(step))
    const saved = first.write()
    expect(saved.part).toBe(1)
    first.close()
    // killed before the later cursor was saved: the second part is not there any more, and its rows come again
    const second = parts(early)
    expect(partsIn(folder, 'metrics')).toHaveLength(1)
    for (let step = 10; step < ROWS + 7; step++) second.add(point(step))
    second.write()
    await second.flush()
    second.close()
    const rows = (await Promise.all(partsIn(folder, 'metrics').map(readPart))).map(part =>
      part.map(row => Number(row['step'])),
    )
    expect(rows.map(part => part.length)).toEqual([ROWS, 7])
    expect(rows.flat()).toEqual(Array.from({ length: ROWS + 7 }, (_, step) => step))
  })

  itWhen(pythonPeer('parquet') !== undefined, absentPeer('parquet'))('are read by pyarrow', async () => {
    const files = parts()
    files.add({ ...point(1), epoch: 0.5 })
    files.add({ ...point(-2), value: Number.NaN })
    files.write()
    await files.flush()
    files.close()
    const script = `import sys, pyarrow.parquet as p; t = p.read_table(sys.argv[1]); print(t.schema.to_string()); print(t.set_column(4, 'time', t['time'].cast('int64')).to_pylist())`
    const printed = execFileSync(pythonPeer('parquet')!, ['-c', script, partsIn(folder, 'metrics')[0]!], {
      encoding: 'utf8',
    })
    expect(printed.split('\n')).toEqual([
      'run: string not null',
      'key: string not null',
      'step: int64 not null',
      'value: double not null',
      'time: timestamp[ms, tz=UTC] not null',
      'epoch: double',
      "[{'run': 'r1', 'key': 'loss', 'step': 1, 'value': -0.0, 'time': 1763700000000, 'epoch': 0.5}, " +
        "{'run': 'r1', 'key': 'loss', 'step': -2, 'value': nan, 'time': 1763700000000, 'epoch': None}]",
      '',
    ])
  })

  it('have options that are checked by name', () => {
    expect(definition.create({ dir: 'out' })).toBeInstanceOf(ParquetSink)
    expect(() => definition.create({ rows: 3 })).toThrow(
      'sink parquet, option "rows": got the number 3. There is no such',
    )
  })
})
