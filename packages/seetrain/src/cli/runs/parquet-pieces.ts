import { basename } from 'node:path'
import { nodeFileSystem, readRun } from '@seetrain/core'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'

const GROUP_ROWS = 100_000

const SCHEMA: ConstructorParameters<typeof ParquetWriter>[0]['schema'] = [
  { name: 'points', num_children: 6 },
  { name: 'run', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'step', type: 'INT64', repetition_type: 'REQUIRED' },
  { name: 'value', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
  { name: 'epoch', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
]

/** The points of a run's metrics as the bytes of a Parquet file, one row per point; holds one group of rows at a time. */
export function* parquetPieces(runDir: string, onLost: (count: number) => void): Generator<Uint8Array> {
  const bytes = new ByteWriter()
  const file = new ParquetWriter({ writer: bytes, schema: SCHEMA, createdBy: 'seetrain' })
  const group = new RowGroup(basename(runDir))
  for (const { record } of readRun(runDir, nodeFileSystem, (_writer, count) => onLost(count))) {
    if (record.kind !== 'metric') continue
    group.add(record)
    if (group.length < GROUP_ROWS) continue
    void file.write({ columnData: group.takeColumns(), rowGroupSize: GROUP_ROWS })
    yield takeBytes(bytes)
  }
  if (group.length > 0) void file.write({ columnData: group.takeColumns(), rowGroupSize: GROUP_ROWS })
  void file.finish()
  yield takeBytes(bytes)
}

class RowGroup {
  readonly #run: string
  #keys: string[] = []
  #steps: bigint[] = []
  #values: number[] = []
  #times: bigint[] = []
  #epochs: (number | null)[] = []

  constructor(run: string) {
    this.#run = run
  }

  get length(): number {
    return this.#keys.length
  }

  add({ key, step, value, time, epoch = null }: Point): void {
    this.#keys.push(key)
    this.#steps.push(BigInt(Math.round(step)))
    this.#values.push(value)
    this.#times.push(BigInt(Math.round(time)))
    this.#epochs.push(epoch)
  }

  takeColumns(): Columns {
    const columns: Columns = [
      { name: 'run', data: new Array<string>(this.length).fill(this.#run) },
      { name: 'key', data: this.#keys },
      { name: 'step', data: this.#steps, encoding: 'DELTA_BINARY_PACKED' },
      // a dictionary would take -0 and 0 for the same
      { name: 'value', data: this.#values, encoding: 'PLAIN' },
      { name: 'time', data: this.#times, encoding: 'DELTA_BINARY_PACKED' },
      { name: 'epoch', data: this.#epochs },
    ]
    this.#keys = []
    this.#steps = []
    this.#values = []
    this.#times = []
    this.#epochs = []
    return columns
  }
}

interface Point {
  key: string
  step: number
  value: number
  time: number
  epoch?: number | null
}

type Columns = Parameters<ParquetWriter['write']>[0]['columnData']

/** What was written since the last time; the writer goes on counting from there. */
function takeBytes(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
