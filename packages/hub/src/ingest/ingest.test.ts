import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  FileBlobStore,
  journalSize,
  JournalWriter,
  listSegments,
  livingWriter,
  nodeFileSystem,
  randomIdSource,
  readRun,
  runFolder,
  systemClock,
  writerFolder,
  type FileSystem,
} from '@seetrain/core'
import { ManualClock } from '@seetrain/core/testing'
import fc from 'fast-check'
import { BlobIntake } from './blob-intake.ts'
import { readJournalBytes } from './journal-bytes.ts'
import { JournalIntake } from './journal-intake.ts'

let folder: string
let home: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-ingest-'))
  home = join(folder, 'hub')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const RUN = 'run-1'
const ids = randomIdSource

/** The bytes of a journal as a run writes it: `points` points, cut into segments of this size. */
function journal(points: number, { runId = RUN, end = true, segmentBytes = 1e6 } = {}): Uint8Array {
  const from = join(folder, `source-${ids.hex(4)}`)
  const writer = new JournalWriter({
    folder: from,
    thread: 0,
    durability: 'record',
    segmentBytes,
    clock: systemClock,
    fileSystem: nodeFileSystem,
    ids,
  })
  const origin = { id: 'main', host: 'far', pid: 1, thread: 0 }
  writer.record({
    kind: 'open',
    time: 1,
    runId,
    project: 'p',
    name: 'n',
    createdAt: 1,
    writer: origin,
    resumed: false,
    version: '0',
  })
  const key = writer.keyId('loss')
  for (let step = 0; step < points; step++) {
    writer.point(key, step, step / 3, 1000 + step, Number.NaN)
    writer.settle(0)
  }
  if (end) writer.record({ kind: 'end', time: 5000, state: 'finished', dropped: 0 })
  writer.close()
  return readJournalBytes(from, 0, journalSize(from, nodeFileSystem), nodeFileSystem)
}

const intakeOf = (fileSystem: FileSystem = nodeFileSystem, clock = new ManualClock()): JournalIntake =>
  new JournalIntake({ home, fileSystem, clock, ids })
const runDir = (): string => runFolder(home, RUN)
const stored = (): Uint8Array => readJournalBytes(runDir(), 0, journalSize(runDir(), nodeFileSystem), nodeFileSystem)
const steps = (): number[] =>
  [...readRun(runDir(), nodeFileSystem)].flatMap(({ record }) => (record.kind === 'metric' ? record.step : []))

describe('taking in a journal', () => {
  it('keeps its bytes and its segments', () => {
    const bytes = journal(2000, { segmentBytes: 4096 })
    const intake = intakeOf()
    expect(intake.append(RUN, 'main', 0, bytes, false)).toBe(bytes.length)
    expect(Buffer.compare(stored(), bytes)).toBe(0)
    expect(listSegments(runDir(), nodeFileSystem).length).toBeGreaterThan(2)
    expect(steps()).toEqual(Array.from({ length: 2000 }, (_, step) => step))
  })

  it('gives the same, however the bytes are cut, repeated and interrupted', () => {
    const bytes = journal(300, { segmentBytes: 1024 })
    const move = fc.record({ back: fc.nat(400), length: fc.integer({ min: 1, max: 900 }), restart: fc.boolean() })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), moves => {
        rmSync(home, { recursive: true, force: true })
        let intake = intakeOf()
        let sent = 0
        for (const { back, length, restart } of [...moves, { back: 0, length: bytes.length, restart: true }]) {
          if (restart) {
            intake.close()
            intake = intakeOf()
            expect(intake.length(RUN, 'main')).toBe(sent)
          }
          const from = Math.max(0, sent - back)
          try {
            sent = intake.append(RUN, 'main', from, bytes.subarray(from, from + length), false)
          } catch (error) {
            // too short for a frame
            expect(error).toMatchObject({ status: 400 })
          }
        }
        intake.close()
        expect(Buffer.compare(stored(), bytes)).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('refuses a hole, and says where to go on', () => {
    const bytes = journal(100)
    const intake = intakeOf()
    const first = intake.append(RUN, 'main', 0, bytes.subarray(0, 900), false)
    expect(() => intake.append(RUN, 'main', first + 1, bytes.subarray(first + 1), false)).toThrow(
      expect.objectContaining({ status: 409, code: 'GAP', offset: first, headers: { 'upload-offset': String(first) } }),
    )
    expect(() => intakeOf().append('run-2', 'main', 10, bytes, false)).toThrow(expect.objectContaining({ offset: 0 }))
  })

  it('refuses other bytes at a place that it has', () => {
    const intake = intakeOf()
    intake.append(RUN, 'main', 0, journal(100), false)
    expect(() => intake.append(RUN, 'main', 0, journal(101), false)).toThrow(
      expect.objectContaining({ status: 409, code: 'JOURNAL_DIVERGED' }),
    )
  })

  it('leaves nothing on disk of what is no journal, or that of another run', () => {
    const intake = intakeOf()
    expect(() => intake.append(RUN, 'main', 0, new TextEncoder().encode('hello'), false)).toThrow(
      'begins with a header',
    )
    expect(() => intake.append(RUN, 'main', 0, journal(1, { runId: 'other' }), false)).toThrow(
      'the journal is of run "other"',
    )
    expect(nodeFileSystem.stat(runDir())).toBeUndefined()
    expect(intake.openCount).toBe(0)
  })

  it('refuses bytes that were damaged on the way, and takes those that the sender has like that', () => {
    const bytes = journal(300)
    bytes[1500]! ^= 0xff
    const intake = intakeOf()
    expect(() => intake.append(RUN, 'main', 0, bytes, false)).toThrow(
      expect.objectContaining({ status: 400, code: 'DAMAGED' }),
    )
    expect(intake.append(RUN, 'main', 0, bytes, true)).toBe(bytes.length)
    expect(steps().length).toBeGreaterThan(250)
  })

  it('keeps the name of its own journal to itself', () => {
    expect(() => intakeOf().append(RUN, 'hub', 0, journal(1), false)).toThrow('"hub" is the hub\'s own')
  })

  it("is the journal's writer while bytes come, until the end or a long silence", async () => {
    const clock = new ManualClock()
    const intake = intakeOf(nodeFileSystem, clock)
    const bytes = journal(100, { end: false })
    intake.append(RUN, 'main', 0, bytes, false)
    expect(livingWriter(runDir(), nodeFileSystem)).toBeDefined()
    await clock.advance(4 * 60_000)
    expect(intake.append(RUN, 'main', bytes.length, new Uint8Array(0), false)).toBe(bytes.length)
    await clock.advance(4 * 60_000)
    expect(livingWriter(runDir(), nodeFileSystem)).toBeDefined()
    await clock.advance(2 * 60_000)
    expect(livingWriter(runDir(), nodeFileSystem)).toBeUndefined()
    const other = intakeOf()
    other.append('run-2', 'main', 0, journal(1, { runId: 'run-2' }), false)
    expect(livingWriter(runFolder(home, 'run-2'), nodeFileSystem)).toBeUndefined()
  })

  it('leaves a run alone that a process here writes', () => {
    const writer = new JournalWriter({
      folder: writerFolder(runDir(), 'main'),
      thread: 0,
      durability: 'record',
      segmentBytes: 1e6,
      clock: systemClock,
      fileSystem: nodeFileSystem,
      ids,
    })
    writer.record({ kind: 'alert', time: 1, title: 'x', level: 'info' })
    expect(() => intakeOf().append(RUN, 'main', 0, journal(1), false)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_LOCKED' }),
    )
    writer.close()
  })

  it('goes on behind the last whole frame when it was killed in the middle of a write', () => {
    const bytes = journal(300)
    const first = intakeOf()
    first.append(RUN, 'main', 0, bytes.subarray(0, 2000), false)
    first.close()
    truncateSync(join(runDir(), 'journal.bin'), 1234)
    const second = intakeOf()
    const length = second.length(RUN, 'main')
    expect(length).toBeLessThanOrEqual(1234)
    second.append(RUN, 'main', length, bytes.subarray(length), false)
    expect(Buffer.compare(stored(), bytes)).toBe(0)
  })

  it('keeps nothing of a piece that the disk did not take, and takes it later', () => {
    const bytes = journal(300)
    let full = false
    const disk: FileSystem = {
      ...nodeFileSystem,
      write(descriptor, from, offset, length, position) {
        if (!full) return nodeFileSystem.write(descriptor, from, offset, length, position)
        if (offset > 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
        return nodeFileSystem.write(descriptor, from, offset, 100, position)
      },
    }
    const intake = intakeOf(disk)
    const first = intake.append(RUN, 'main', 0, bytes.subarray(0, 2000), false)
    full = true
    expect(() => intake.append(RUN, 'main', first, bytes.subarray(first), false)).toThrow('no space')
    expect(statSync(join(runDir(), 'journal.bin')).size).toBe(first)
    full = false
    expect(intake.append(RUN, 'main', first, bytes.subarray(first), false)).toBe(bytes.length)
  })
})

describe('taking in a blob', () => {
  const blobsOf = (): FileBlobStore => new FileBlobStore(home, nodeFileSystem)
  const blobIntake = (largest = 1e6): BlobIntake =>
    new BlobIntake({ home, blobs: blobsOf(), fileSystem: nodeFileSystem, largest })
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
  async function* pieces(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* all
  }
  const data = Uint8Array.from({ length: 1000 }, (_, index) => index)

  it('keeps it under its name, in one go or in parts', async () => {
    const intake = blobIntake()
    const name = sha256(data)
    expect(await intake.take(name, { from: 0, total: 1000 }, pieces(data.subarray(0, 400)))).toEqual({
      size: 400,
      complete: false,
    })
    expect([blobsOf().has(name), intake.received(name)]).toEqual([false, 400])
    expect(
      await blobIntake().take(name, { from: 400, total: 1000 }, pieces(data.subarray(400, 500), data.subarray(500))),
    ).toEqual({ size: 1000, complete: true })
    expect(Buffer.compare(blobsOf().get(name), data)).toBe(0)
    expect(intake.received(name)).toBe(0)
    const empty = new Uint8Array(0)
    await intake.take(sha256(empty), { from: 0, total: 0 }, pieces())
    expect(blobsOf().get(sha256(empty))).toHaveLength(0)
  })

  it('refuses bytes of another name, a hole, too many and too much', async () => {
    const intake = blobIntake()
    await expect(intake.take('0'.repeat(64), { from: 0, total: 3 }, pieces(data.subarray(0, 3)))).rejects.toMatchObject(
      { code: 'WRONG_DIGEST' },
    )
    expect(intake.received('0'.repeat(64))).toBe(0)
    await expect(intake.take(sha256(data), { from: 10, total: 1000 }, pieces(data))).rejects.toMatchObject({
      status: 409,
      headers: { 'upload-offset': '0' },
    })
    await expect(intake.take(sha256(data), { from: 0, total: 10 }, pieces(data))).rejects.toMatchObject({
      code: 'WRONG_LENGTH',
    })
    await expect(blobIntake(100).take(sha256(data), { from: 0, total: 1000 }, pieces(data))).rejects.toMatchObject({
      status: 413,
    })
    await expect(intake.take('../../etc/passwd', { from: 0, total: 1 }, pieces(data))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })

  it('takes one upload of a blob at a time', async () => {
    const intake = blobIntake()
    let release = (): void => {}
    const slow = async function* (): AsyncGenerator<Uint8Array> {
      await new Promise<void>(resolve => (release = resolve))
      yield data
    }
    const first = intake.take(sha256(data), { from: 0, total: 1000 }, slow())
    await expect(intake.take(sha256(data), { from: 0, total: 1000 }, pieces(data))).rejects.toMatchObject({
      status: 503,
    })
    release()
    expect(await first).toEqual({ size: 1000, complete: true })
    expect(await intake.take(sha256(data), { from: 0, total: 1000 }, pieces())).toEqual({ size: 1000, complete: true })
  })

  it('goes on from what a broken connection left', async () => {
    const intake = blobIntake()
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield data.subarray(0, 300)
      throw new Error('gone')
    }
    await expect(intake.take(sha256(data), { from: 0, total: 1000 }, broken())).rejects.toThrow('gone')
    expect(intake.received(sha256(data))).toBe(300)
    writeFileSync(join(folder, 'x'), readFileSync(join(home, 'blobs/incoming', `${sha256(data)}.part`)))
    await intake.take(sha256(data), { from: 300, total: 1000 }, pieces(data.subarray(300)))
    expect(blobsOf().has(sha256(data))).toBe(true)
  })
})
