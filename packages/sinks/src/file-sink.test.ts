import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordToJson, systemClock, type MetricRecord, type PlainObject, type Sink } from '@seetrain/core'
import { captureDiag, MemoryBlobStore } from '@seetrain/core/testing'
import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { CsvSink, definition as csv } from './csv.ts'
import { JsonlSink, definition as jsonl } from './jsonl.ts'

const NUMBERS: { [text: string]: number } = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }

describeSink('JsonlSink', {
  create: () => new JsonlSink(),
  readBack: folder =>
    filesIn(folder, 'jsonl')
      .flatMap(text =>
        text
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line) as MetricRecord),
      )
      .filter(({ kind }) => kind === 'metric')
      .map(revived),
})

describeSink('CsvSink', {
  create: () => new CsvSink(),
  readBack: folder => filesIn(folder, 'csv').flatMap(readCsv),
})

function filesIn(folder: string, extension: string): string[] {
  return globSync(`**/*.${extension}`, { cwd: folder })
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
}

function revived(record: Point): Point {
  return { ...record, value: NUMBERS[String(record.value)] ?? record.value }
}

/** Reads CSV as RFC 4180 describes it. */
function readCsv(text: string): Point[] {
  const [head, ...rows] = [...text.matchAll(/((?:(?:"(?:[^"]|"")*"|[^",\n]*)(?:,|(?=\n)))+)\n/g)].map(([, row = '']) =>
    [...row.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)]
      .slice(0, 5)
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''),
  )
  expect(head).toEqual(['time', 'key', 'step', 'epoch', 'value'])
  return rows.map(([time, key = '', step, epoch, value = '']) => ({
    time: Number(time),
    key,
    step: Number(step),
    value: NUMBERS[value] ?? Number(value),
    ...(epoch !== '' && { epoch: Number(epoch) }),
  }))
}

describe('file sinks', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-file-sink-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const metric: MetricRecord = { kind: 'metric', time: 1763700000000, key: 'val/acc', step: 1, value: 0.5 }

  async function write(
    sink: Sink,
    state: PlainObject = {},
    warn: (line: string) => void = () => {},
  ): Promise<PlainObject> {
    const writer = { id: 'main', host: 'h', pid: 1, thread: 0 }
    const open = {
      kind: 'open',
      time: 0,
      runId: 'r1',
      project: 'p',
      name: 'n',
      createdAt: 0,
      writer,
      resumed: false,
      version: '0',
    } as const
    const { signal } = new AbortController()
    const logger = { debug() {}, info() {}, warn, error() {} }
    await sink.open?.({
      open,
      runDir: join(folder, 'r1'),
      blobs: new MemoryBlobStore(),
      state,
      logger,
      clock: systemClock,
      fetch,
      signal,
    })
    let saved = state
    await sink.deliver({ records: [metric], offset: 1, writer: 'main', checkpoint: given => (saved = given), signal })
    await sink.close?.()
    return saved
  }

  it('write a table of points, and records as export prints them', async () => {
    await write(new CsvSink())
    await write(new JsonlSink())
    expect(readFileSync(join(folder, 'r1/csv/metrics.csv'), 'utf8')).toBe(
      'time,key,step,epoch,value\n1763700000000,val/acc,1,,0.5\n',
    )
    expect(readFileSync(join(folder, 'r1/jsonl/records.jsonl'), 'utf8')).toBe(`${recordToJson(metric)}\n`)
  })

  it('write one file per run into a folder of the user', async () => {
    await write(csv.create({ dir: join(folder, 'out') }))
    await write(jsonl.create({ dir: join(folder, 'out') }))
    expect(globSync('out/*', { cwd: folder }).sort()).toEqual(['out/r1.csv', 'out/r1.jsonl'])
  })

  it('say when the file is shorter than what was written to it', async () => {
    const state = await write(new CsvSink())
    const warnings: string[] = []
    writeFileSync(join(folder, 'r1/csv/metrics.csv'), '')
    await write(new CsvSink(), state, line => warnings.push(line))
    expect(warnings).toEqual([
      expect.stringContaining('metrics.csv is shorter than what was written to it. Remove cursors/csv.json'),
    ])
    expect(readFileSync(join(folder, 'r1/csv/metrics.csv'), 'utf8')).toMatch(/^time,key/)
  })

  it('refuse options that they do not have, and batches before they are open', async () => {
    const release = captureDiag(() => {})
    expect(() => csv.create({ folder: 'out' })).toThrow('sink csv, option "folder"')
    expect(() => jsonl.create({ dir: 3 })).toThrow('Pass the path of a folder')
    await expect(new CsvSink().flush()).rejects.toThrow('the sink csv is not open')
    release()
  })
})
