import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FileSystem } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { FaultyFileSystem } from '../ports/faulty-file-system.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { FRAME, FRAME_HEADER_BYTES, sealFrame } from './frame.ts'
import { livingWriter } from './journal-lock.ts'
import { JournalReader } from './reader.ts'
import { JournalWriter, type JournalWriterOptions } from './writer.ts'

let folder: string
let clock: ManualClock

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  clock = new ManualClock(1_000_000)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function openWriter(options: Partial<JournalWriterOptions> = {}): JournalWriter {
  return new JournalWriter({ folder, thread: 0, durability: 'buffered', segmentBytes: 1e9, clock, fileSystem: nodeFileSystem, ids: randomIdSource, ...options })
}

function readAll(fileSystem: FileSystem = nodeFileSystem, from = 0): { records: RunRecord[]; lost: number } {
  const reader = new JournalReader(folder, fileSystem)
  const chunks = [...reader.chunks(from)]
  reader.close()
  return { records: chunks.flatMap(chunk => chunk.records), lost: chunks.reduce((sum, chunk) => sum + chunk.lost, 0) }
}

const alert = (title: string): RunRecord => ({ kind: 'alert', time: 1, title, level: 'info' })

function logPoints(writer: JournalWriter, count: number, keys = ['loss']): void {
  const ids = keys.map(key => writer.keyId(key))
  for (let step = 0; step < count; step++) {
    writer.point(ids[step % ids.length]!, step, step / 3, clock.now(), NaN)
    writer.settle(clock.now())
  }
}

describe('writing and reading', () => {
  test('points and other records come back in order', () => {
    const writer = openWriter()
    const loss = writer.keyId('loss')
    writer.point(loss, 0, 0.5, 10, NaN)
    writer.record(alert('between'))
    writer.point(loss, 1, NaN, 11, 2)
    writer.close()
    expect(readAll().records).toStrictEqual([
      { kind: 'metric', time: 10, key: 'loss', step: 0, value: 0.5 },
      alert('between'),
      { kind: 'metric', time: 11, key: 'loss', step: 1, value: NaN, epoch: 2 },
    ])
  })

  test('a visitor gets the same, point by point', () => {
    const writer = openWriter()
    const ids = ['loss', 'acc'].map(key => writer.keyId(key))
    writer.point(ids[0]!, 0, 0.5, 10, NaN)
    writer.point(ids[1]!, -3, Infinity, 11, 2)
    writer.record(alert('between'))
    writer.point(ids[0]!, 1, NaN, 12, 2)
    writer.close()
    const seen: unknown[] = []
    const reader = new JournalReader(folder, nodeFileSystem)
    const stretch = reader.visit(0, { point: (...point) => seen.push(point), record: record => seen.push(record) })
    reader.close()
    expect(stretch).toEqual({ nextOffset: statSync(join(folder, 'journal.bin')).size, atEnd: true, lost: 0 })
    expect(seen).toEqual([
      ['loss', 0, 0.5, 10, NaN],
      ['acc', -3, Infinity, 11, 2],
      alert('between'),
      ['loss', 1, NaN, 12, 2],
    ])
  })

  test('a record whose checksum is right and whose text is none is counted, and the rest goes on', () => {
    const writer = openWriter()
    writer.record(alert('before'))
    writer.record(alert('stranger'))
    writer.record(alert('after'))
    writer.close()
    const bytes = readFileSync(join(folder, 'journal.bin'))
    const text = bytes.indexOf('{"kind":"alert","time":1,"title":"stranger"')
    bytes[text] = 0x5b
    const start = text - FRAME_HEADER_BYTES
    const length = bytes.readUIntLE(start + 3, 3)
    sealFrame(bytes, start, text + length, FRAME.record, bytes.readUInt32LE(start + 6))
    writeFileSync(join(folder, 'journal.bin'), bytes)
    expect(readAll()).toEqual({ records: [alert('before'), alert('after')], lost: 1 })
  })

  test('what comes after close goes nowhere, and takes nothing from the next writer', () => {
    const writer = openWriter()
    const id = writer.keyId('loss')
    writer.close()
    const next = openWriter()
    writer.point(id, 0, 1, 5, NaN)
    writer.settle(clock.now())
    writer.record(alert('late'))
    writer.flush()
    writer.close()
    next.record(alert('next'))
    next.close()
    expect(readAll()).toEqual({ records: [alert('next')], lost: 0 })
  })

  test('a record larger than the buffer', () => {
    const writer = openWriter()
    writer.record(alert('small'))
    writer.record(alert('ü'.repeat(200_000)))
    writer.record(alert('after'))
    writer.close()
    expect(readAll().records).toEqual([alert('small'), alert('ü'.repeat(200_000)), alert('after')])
  })

  test('a record beyond the largest payload is dropped, counted and told; the rest goes on', () => {
    const problems: string[] = []
    const writer = openWriter({ onProblem: error => error && problems.push(error.message) })
    writer.record(alert('x'.repeat(17 * 1024 * 1024)))
    writer.record(alert('after'))
    writer.close()
    expect(writer.dropped).toBe(1)
    expect(problems.join()).toMatch(/the most is 16777215/)
    expect(readAll().records).toEqual([alert('after'), expect.objectContaining({ kind: 'dropped', count: 1 })])
  })

  test('thousands of keys, each name told once in effect', () => {
    const writer = openWriter()
    logPoints(writer, 5000, Array.from({ length: 2500 }, (_, i) => `layer ${i}/weights`))
    writer.close()
    const { records } = readAll()
    expect(records).toHaveLength(5000)
    expect(records[4999]).toMatchObject({ key: 'layer 2499/weights', step: 4999 })
  })

  test('12 bytes per scalar or less on disk', () => {
    const writer = openWriter()
    logPoints(writer, 10_000)
    writer.close()
    expect(statSync(join(folder, 'journal.bin')).size / 10_000).toBeLessThanOrEqual(12)
  })

  test('a journal grows into segments, and any cursor is a place to go on from', () => {
    const writer = openWriter({ segmentBytes: 4096 })
    const id = writer.keyId('loss')
    for (let step = 0; step < 3000; step++) {
      writer.point(id, step, step / 3, 5, NaN)
      if (step % 50 === 0) writer.flush()
    }
    writer.close()
    expect(readdirSync(folder).filter(name => name.endsWith('.bin')).length).toBeGreaterThan(5)
    const whole = readAll().records
    expect(whole.map(record => record.kind === 'metric' && record.step)).toEqual(Array.from({ length: 3000 }, (_, step) => step))
    const reader = new JournalReader(folder, nodeFileSystem)
    for (let offset = 0, seen = 0; ; ) {
      const chunk = reader.read(offset, { maxRecords: 100 })
      seen += chunk.records.length
      offset = chunk.nextOffset
      expect(readAll(nodeFileSystem, offset)).toEqual({ records: whole.slice(seen), lost: 0 })
      if (chunk.atEnd) break
    }
    reader.close()
  })

  test('reading while it is written sees each complete record once', () => {
    const writer = openWriter()
    const id = writer.keyId('loss')
    const reader = new JournalReader(folder, nodeFileSystem)
    const seen: number[] = []
    for (let step = 0, offset = 0; step < 500; step++) {
      writer.point(id, step, 1, 5, NaN)
      if (step % 7 === 0) writer.flush()
      const chunk = reader.read(offset)
      offset = chunk.nextOffset
      for (const record of chunk.records) if (record.kind === 'metric') seen.push(record.step)
      if (step % 7 === 0) expect(seen).toHaveLength(step + 1)
    }
    writer.close()
    reader.close()
    expect(seen).toHaveLength(500 - (500 - 1) % 7)
  })
})

describe('when it is written', () => {
  test('the first calls of each 5 ms at once, more than that 5 ms later', async () => {
    const writer = openWriter()
    const id = writer.keyId('loss')
    const log = (step: number): void => {
      writer.point(id, step, 1, clock.now(), NaN)
      writer.settle(clock.now())
    }
    for (let step = 0; step < 16; step++) {
      log(step)
      expect(readAll().records).toHaveLength(step + 1)
    }
    log(16)
    expect(readAll().records).toHaveLength(16)
    await clock.advance(5)
    expect(readAll().records).toHaveLength(17)
    log(17)
    expect(readAll().records).toHaveLength(18)
    writer.close()
  })

  test("durability 'record' writes each call", () => {
    const writer = openWriter({ durability: 'record' })
    const id = writer.keyId('loss')
    for (let step = 0; step < 10; step++) {
      writer.point(id, step, 1, 5, NaN)
      writer.settle(clock.now())
      expect(readAll().records).toHaveLength(step + 1)
    }
    writer.close()
  })

  test("durability 'power' syncs in the background, one sync at a time, and covers what came meanwhile", async () => {
    const syncs: (() => void)[] = []
    const fileSystem = { ...nodeFileSystem, datasync: () => new Promise<void>(resolve => syncs.push(resolve)) }
    const writer = openWriter({ durability: 'power', fileSystem })
    for (let i = 0; i < 5; i++) {
      writer.record(alert(String(i)))
      writer.flush()
    }
    expect(syncs).toHaveLength(1)
    syncs[0]!()
    await clock.advance(1)
    expect(syncs).toHaveLength(2)
    syncs[1]!()
    await clock.advance(1)
    expect(syncs).toHaveLength(2)
    writer.close()
  })
})

describe('recovery', () => {
  test('a tail cut at every byte: complete frames stay, the torn one goes, writing goes on', () => {
    const writer = openWriter()
    logPoints(writer, 40)
    writer.record(alert('last'))
    writer.close()
    const whole = readFileSync(join(folder, 'journal.bin'))
    const before = readAll().records
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(join(folder, 'journal.bin'), whole.subarray(0, length))
      const kept = readAll()
      expect({ length, kept: kept.records, lost: kept.lost }).toEqual({ length, kept: before.slice(0, kept.records.length), lost: 0 })
      const again = openWriter()
      again.record(alert('again'))
      again.close()
      expect(readAll()).toEqual({ records: [...kept.records, alert('again')], lost: 0 })
    }
  })

  test('a bit flipped anywhere costs its frame only, and the loss is counted', () => {
    const writer = openWriter()
    logPoints(writer, 200, ['loss', 'acc'])
    writer.record(alert('end'))
    writer.close()
    const path = join(folder, 'journal.bin')
    const whole = readFileSync(path)
    const before = readAll().records
    const lastFrame = whole.length - 80
    for (let byte = 0; byte < whole.length; byte++) {
      const damaged = Uint8Array.from(whole)
      damaged[byte]! ^= 1 << byte % 8
      writeFileSync(path, damaged)
      const { records, lost } = readAll()
      expect({ byte, isSubset: isSubsequence(records, before), missing: before.length - records.length <= 32 }).toEqual({ byte, isSubset: true, missing: true })
      // damage in the very last frame looks like a frame still being written
      if (byte < lastFrame) expect({ byte, lost }).toEqual({ byte, lost: before.length - records.length })
    }
  })

  test('a damaged journal is continued without rewriting its past', () => {
    const writer = openWriter()
    logPoints(writer, 100)
    writer.close()
    const path = join(folder, 'journal.bin')
    const damaged = readFileSync(path)
    damaged[300]! ^= 0xff
    writeFileSync(path, damaged)
    const kept = readAll()
    const again = openWriter()
    again.record(alert('again'))
    again.close()
    expect(readAll()).toEqual({ records: [...kept.records, alert('again')], lost: 100 - kept.records.length })
    expect(readFileSync(path).subarray(0, damaged.length)).toEqual(damaged)
  })

  test('the reader takes any bytes for a journal without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constant(Uint8Array.of(0xc5, 0x7e, 3)), fc.constant(Uint8Array.of(0xc5, 0x7e, 4, 5, 0, 0))), { maxLength: 20 }), pieces => {
        writeFileSync(join(folder, 'journal.bin'), Buffer.concat(pieces))
        expect(readAll().records.length).toBeLessThanOrEqual(pieces.length)
      }),
      { numRuns: 300 },
    )
  })

  test('a valid journal with random damage: what is read was written, in order (fuzz)', () => {
    const writer = openWriter()
    logPoints(writer, 300, ['a', 'b', 'c'])
    for (let i = 0; i < 20; i++) writer.record(alert(`alert ${i}`))
    writer.close()
    const path = join(folder, 'journal.bin')
    const whole = readFileSync(path)
    const before = readAll().records
    const change = fc.record({ at: fc.nat(whole.length - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 30 }), insert: fc.boolean(), remove: fc.nat(30) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        let damaged: Buffer = Buffer.from(whole)
        for (const { at, bytes, insert, remove } of changes) {
          damaged = Buffer.concat([damaged.subarray(0, at), bytes, damaged.subarray(at + (insert ? 0 : bytes.length) + remove)])
        }
        writeFileSync(path, damaged)
        // names of keys are written twice; when both copies are hit their points say so
        const known = readAll().records.filter(record => record.kind !== 'metric' || !record.key.startsWith('unknown key'))
        expect(isSubsequence(known, before)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a disk that refuses', () => {
  test('full: records wait, nothing is lost when space comes back, one word each way', () => {
    const fileSystem = new FaultyFileSystem()
    const problems: (string | undefined)[] = []
    const writer = openWriter({ fileSystem, onProblem: error => problems.push(error?.message) })
    logPoints(writer, 100)
    writer.flush()
    fileSystem.freeBytes = 100
    const id = writer.keyId('later')
    for (let step = 0; step < 2000; step++) writer.point(id, step, 0.1, 5, NaN)
    expect(writer.flush()).toBe(false)
    expect(writer.problem?.message).toMatch(/ENOSPC/)
    fileSystem.freeBytes = Infinity
    writer.close()
    const { records, lost } = readAll()
    expect({ count: records.length, lost, dropped: writer.dropped }).toEqual({ count: 2100, lost: 0, dropped: 0 })
    expect(problems).toEqual([expect.stringMatching(/ENOSPC/), undefined])
  })

  test('full for good: what does not fit in memory is counted, in the journal too when it can be', async () => {
    const fileSystem = new FaultyFileSystem()
    const writer = openWriter({ fileSystem })
    const id = writer.keyId('loss')
    writer.flush()
    fileSystem.fault = operation => (operation === 'write' ? 'ENOSPC' : undefined)
    for (let step = 0; step < 300_000; step++) writer.point(id, step, 0.1, 5, NaN)
    expect(writer.dropped).toBeGreaterThan(0)
    fileSystem.fault = () => undefined
    await clock.advance(2000)
    writer.point(id, 300_000, 0.1, 5, NaN)
    writer.close()
    const { records, lost } = readAll()
    const points = records.filter(record => record.kind === 'metric').length
    expect({ total: points + writer.dropped, toldInJournal: records.find(record => record.kind === 'dropped') }).toEqual({
      total: 300_001,
      toldInJournal: expect.objectContaining({ count: writer.dropped, reason: expect.stringMatching(/ENOSPC/) }),
    })
    expect(lost).toBe(writer.dropped)
  })

  test('EIO in the middle of a write, short writes: the file is whole all the same', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(9)), fc.integer({ min: 1, max: 50 }), (dice, largestWrite) => {
        const fileSystem = new FaultyFileSystem()
        const path = mkdtempSync(join(folder, 'x-'))
        const own = new ManualClock(1_000_000)
        const writer = openWriter({ fileSystem, folder: path, clock: own })
        fileSystem.largestWrite = largestWrite
        fileSystem.fault = operation => (operation === 'write' && dice.next().value! < 2 ? 'EIO' : undefined)
        const id = writer.keyId('loss')
        for (let step = 0; step < 100; step++) {
          writer.point(id, step, 0.1, 5, NaN)
          if (step % 10 === 0) writer.flush()
        }
        fileSystem.fault = () => undefined
        writer.close()
        const reader = new JournalReader(path, nodeFileSystem)
        expect(reader.read(0).records.map(record => record.kind === 'metric' && record.step)).toEqual(Array.from({ length: 100 }, (_, step) => step))
        reader.close()
      }),
      { numRuns: 50 },
    )
  })

  test('a read-only folder from the start: nothing throws, all is counted', () => {
    const fileSystem = new FaultyFileSystem()
    fileSystem.fault = operation => (['open', 'writeFileAtomic', 'makeFolder', 'link'].includes(operation) ? 'EROFS' : undefined)
    const writer = openWriter({ fileSystem })
    logPoints(writer, 10)
    writer.record(alert('x'))
    writer.close()
    expect(writer.dropped).toBe(11)
    expect(writer.problem?.message).toMatch(/EROFS/)
  })
})

describe('one writer', () => {
  test('a second writer on one journal is refused with the holder and a remedy', () => {
    const writer = openWriter()
    expect(() => openWriter()).toThrow(/being written by this process.*Finish that run first/)
    writer.close()
    openWriter().close()
  })

  test('the lock of a process that is gone is taken over, and a pid that was given to another does not hold it', () => {
    for (const holder of [{ pid: 2 ** 22 + 1 }, { pid: process.pid, startedAt: '1' }]) {
      writeFileSync(join(folder, 'writer.lock'), JSON.stringify({ host: hostname(), thread: 0, nonce: 'x', ...holder }))
      expect(livingWriter(folder, nodeFileSystem)).toBeUndefined()
      openWriter().close()
    }
    expect(readdirSync(folder)).toEqual(['journal.bin'])
  })

  test('the lock of another host is respected, and the message says which file to remove', () => {
    writeFileSync(join(folder, 'writer.lock'), JSON.stringify({ host: 'elsewhere', pid: 1, thread: 0, nonce: 'x' }))
    expect(() => openWriter()).toThrow(/process 1 on elsewhere.*remove .*writer\.lock/)
  })
})

function isSubsequence(part: RunRecord[], whole: RunRecord[]): boolean {
  const texts = whole.map(record => JSON.stringify(record))
  let at = 0
  for (const record of part) {
    at = texts.indexOf(JSON.stringify(record), at) + 1
    if (at === 0) return false
  }
  return true
}
