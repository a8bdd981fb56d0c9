import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { decodeRecord, encodeRecord } from '../record/plain-json.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { crc32c } from '../record/crc32c.ts'
import { JournalReader } from './reader.ts'
import { JournalWriter } from './writer.ts'

/**
 * The vectors of docs/journal-format.md, for readers and writers in other languages. When the format changes on
 * purpose, its version goes up and new vectors are added with `UPDATE_VECTORS=1`; old ones stay readable.
 */
const PATH = join(__dirname, '../../../../docs/journal-format.vectors.json')

interface Vector {
  name: string
  /** Records, one by one, as tagged JSON. */
  records: unknown[]
  /** The whole file, in hexadecimal. */
  journal: string
  /** Records that a reader reports as lost. */
  lost: number
}

const metric = (key: string, step: number, value: number, time: number, epoch?: number): RunRecord => ({
  kind: 'metric',
  time,
  key,
  step,
  value,
  ...(epoch !== undefined && { epoch }),
})

const CASES: { name: string; records: RunRecord[] }[] = [
  { name: 'empty', records: [] },
  { name: 'one point', records: [metric('loss', 0, 0.1, 1_763_700_000_000)] },
  {
    name: 'value forms',
    records: [
      0,
      1,
      -1,
      63,
      -64,
      64,
      67_108_863,
      -67_108_863,
      67_108_864,
      0.5,
      -0,
      0.1,
      NaN,
      Infinity,
      -Infinity,
      1e300,
    ].map((value, step) => metric('v', step, value, 5)),
  },
  {
    name: 'step forms',
    records: [0, 0, 1, 2, 1, 100, -5, 1_073_741_823, 9_007_199_254_740_991, -9_007_199_254_740_991].map(step =>
      metric('s', step, 1, 5),
    ),
  },
  {
    name: 'time forms',
    records: [1000, 1000, 1001, 1002, 900, 1_763_700_000_000, 0].map(time => metric('t', 0, 1, time)),
  },
  { name: 'epochs', records: [undefined, 0, 0, 1.5, undefined].map((epoch, step) => metric('e', step, 1, 5, epoch)) },
  {
    name: 'more points than a frame holds, two keys',
    records: Array.from({ length: 70 }, (_, i) => metric(i % 2 ? 'acc' : 'ünï', i, i / 4, 5 + i)),
  },
  {
    name: 'other records',
    records: [
      { kind: 'alert', time: 1, title: 'süß', level: 'info' },
      {
        kind: 'config',
        time: 2,
        set: { n: NaN, big: 12n, when: new Date(0), raw: new Uint8Array([1, 2]), $x: { $number: '1' } },
      },
      metric('m', 3, 2, 3),
    ],
  },
]

const folder = mkdtempSync(join(tmpdir(), 'vectors-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(records: RunRecord[]): Uint8Array {
  const path = mkdtempSync(join(folder, 'x-'))
  const writer = new JournalWriter({
    folder: path,
    thread: 0,
    durability: 'buffered',
    segmentBytes: 1e9,
    clock: new ManualClock(),
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
  })
  const ids = new Map<string, number>()
  for (const record of records) {
    if (record.kind !== 'metric') writer.record(record)
    else {
      if (!ids.has(record.key)) ids.set(record.key, writer.keyId(record.key))
      writer.point(ids.get(record.key)!, record.step, record.value, record.time, record.epoch ?? NaN)
    }
  }
  writer.close()
  return readFileSync(join(path, 'journal.bin'))
}

function read(journal: string, fileSystem: FileSystem = nodeFileSystem): { records: unknown[]; lost: number } {
  const path = mkdtempSync(join(folder, 'x-'))
  writeFileSync(join(path, 'journal.bin'), Buffer.from(journal, 'hex'))
  const reader = new JournalReader(path, fileSystem)
  const { records, lost } = reader.read(0)
  reader.close()
  return { records: records.map(asJson), lost }
}

const asJson = (record: RunRecord): unknown => JSON.parse(encodeRecord(record))

function makeVectors(): Vector[] {
  const vectors = CASES.map(({ name, records }) => ({
    name,
    records: records.map(asJson),
    journal: Buffer.from(write(records)).toString('hex'),
    lost: 0,
  }))
  const [, , , , , , many] = vectors
  const torn = many!.journal.slice(0, -10)
  const damaged = `${many!.journal.slice(0, 600)}${many!.journal[600] === '0' ? '1' : '0'}${many!.journal.slice(601)}`
  return [
    ...vectors,
    { name: 'a torn tail', journal: torn, ...read(torn) },
    { name: 'a damaged frame in the middle', journal: damaged, ...read(damaged) },
  ]
}

if (process.env['UPDATE_VECTORS'] === '1')
  writeFileSync(
    PATH,
    `${JSON.stringify({ format: 1, crc32c: { '123456789': crc32c(Buffer.from('123456789')).toString(16) }, vectors: makeVectors() }, null, 1)}\n`,
  )

const { vectors } = JSON.parse(readFileSync(PATH, 'utf8')) as { vectors: Vector[] }

describe('the vectors of the journal format', () => {
  test.each(vectors.map(vector => [vector.name, vector] as const))(
    '%s: is read as written down',
    (_, { journal, records, lost }) => {
      expect(read(journal)).toEqual({ records, lost })
    },
  )

  test.each(CASES.map(({ name, records }) => [name, records] as const))(
    '%s: is written as written down',
    (name, records) => {
      expect(Buffer.from(write(records)).toString('hex')).toBe(vectors.find(vector => vector.name === name)?.journal)
    },
  )

  test('the damaged vectors lose what they say and no more', () => {
    expect(
      vectors
        .filter(vector => vector.lost > 0)
        .map(({ name, lost, records }) => ({ name, lost, kept: records.length })),
    ).toEqual([{ name: 'a damaged frame in the middle', lost: 32, kept: 38 }])
  })

  test('records survive their own JSON', () => {
    for (const { records } of CASES)
      for (const record of records) expect(decodeRecord(encodeRecord(record))).toEqual(record)
  })
})
