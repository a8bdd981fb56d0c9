import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { alertOf, JournalFolder } from '../../../../test/fixtures/journal-folder.ts'
import type { Plain } from '../contracts/record.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { FRAME, FRAME_HEADER_BYTES, sealFrame } from './frame.ts'
import { livingWriter } from './journal-lock.ts'
import { JournalReader } from './reader.ts'

let journal: JournalFolder
beforeEach(() => {
  journal = new JournalFolder()
})
afterEach(() => journal.remove())

describe('writing and reading', () => {
  test('points and other records come back in order', () => {
    const writer = journal.write()
    const loss = writer.keyId('loss')
    writer.point(loss, 0, 0.5, 10, NaN)
    writer.record(alertOf('between'))
    writer.point(loss, 1, NaN, 11, 2)
    writer.close()
    expect(journal.read().records).toStrictEqual([
      { kind: 'metric', time: 10, key: 'loss', step: 0, value: 0.5 },
      alertOf('between'),
      { kind: 'metric', time: 11, key: 'loss', step: 1, value: NaN, epoch: 2 },
    ])
  })

  test('a record nested more than 200 deep is lost, and what stands behind it is read', () => {
    const nested = (levels: number): Plain => {
      let value: Plain = 1
      for (let level = 0; level < levels; level++) value = { a: value }
      return value
    }
    const writer = journal.write()
    // the record itself and `set` are two levels
    for (const levels of [198, 199, 1000]) writer.record({ kind: 'config', time: levels, set: { a: nested(levels) } })
    writer.record(alertOf('behind'))
    writer.close()
    const { records, lost } = journal.read()
    expect(records.map(({ time }) => time)).toEqual([198, alertOf('behind').time])
    expect(lost).toBe(2)
  })

  test('a visitor gets the same, point by point', () => {
    const writer = journal.write()
    const ids = ['loss', 'acc'].map(key => writer.keyId(key))
    writer.point(ids[0]!, 0, 0.5, 10, NaN)
    writer.point(ids[1]!, -3, Infinity, 11, 2)
    writer.record(alertOf('between'))
    writer.point(ids[0]!, 1, NaN, 12, 2)
    writer.close()
    const seen: unknown[] = []
    const reader = new JournalReader(journal.path, nodeFileSystem)
    const stretch = reader.visit(0, { point: (...point) => seen.push(point), record: record => seen.push(record) })
    reader.close()
    expect(stretch).toEqual({ nextOffset: statSync(journal.file).size, atEnd: true, lost: 0 })
    expect(seen).toEqual([
      ['loss', 0, 0.5, 10, NaN],
      ['acc', -3, Infinity, 11, 2],
      alertOf('between'),
      ['loss', 1, NaN, 12, 2],
    ])
  })

  test('a record whose checksum is right and whose text is none is counted, and the rest goes on', () => {
    const writer = journal.write()
    writer.record(alertOf('before'))
    writer.record(alertOf('stranger'))
    writer.record(alertOf('after'))
    writer.close()
    const bytes = readFileSync(journal.file)
    const text = bytes.indexOf('{"kind":"alert","time":1,"title":"stranger"')
    bytes[text] = 0x5b
    const start = text - FRAME_HEADER_BYTES
    const length = bytes.readUIntLE(start + 3, 3)
    sealFrame(bytes, start, text + length, FRAME.record, bytes.readUInt32LE(start + 6))
    writeFileSync(journal.file, bytes)
    expect(journal.read()).toEqual({ records: [alertOf('before'), alertOf('after')], lost: 1 })
  })

  test('what comes after close goes nowhere, and takes nothing from the next writer', () => {
    const writer = journal.write()
    const id = writer.keyId('loss')
    writer.close()
    const next = journal.write()
    writer.point(id, 0, 1, 5, NaN)
    writer.settle(journal.clock.now())
    writer.record(alertOf('late'))
    writer.flush()
    writer.close()
    next.record(alertOf('next'))
    next.close()
    expect(journal.read()).toEqual({ records: [alertOf('next')], lost: 0 })
  })

  test('a record larger than the buffer', () => {
    const writer = journal.write()
    writer.record(alertOf('small'))
    writer.record(alertOf('ü'.repeat(200_000)))
    writer.record(alertOf('after'))
    writer.close()
    expect(journal.read().records).toEqual([alertOf('small'), alertOf('ü'.repeat(200_000)), alertOf('after')])
  })

  test('a record beyond the largest payload is dropped, counted and told; the rest goes on', () => {
    const problems: string[] = []
    const writer = journal.write({ onProblem: error => error && problems.push(error.message) })
    writer.record(alertOf('x'.repeat(17 * 1024 * 1024)))
    writer.record(alertOf('after'))
    writer.close()
    expect(writer.dropped).toBe(1)
    expect(problems.join()).toMatch(/the most is 16777215/)
    expect(journal.read().records).toEqual([alertOf('after'), expect.objectContaining({ kind: 'dropped', count: 1 })])
  })

  test('thousands of keys, each name told once in effect', () => {
    const writer = journal.write()
    journal.logPoints(
      writer,
      5000,
      Array.from({ length: 2500 }, (_, i) => `layer ${i}/weights`),
    )
    writer.close()
    const { records } = journal.read()
    expect(records).toHaveLength(5000)
    expect(records[4999]).toMatchObject({ key: 'layer 2499/weights', step: 4999 })
  })

  test('12 bytes per scalar or less on disk', () => {
    const writer = journal.write()
    journal.logPoints(writer, 10_000)
    writer.close()
    expect(statSync(journal.file).size / 10_000).toBeLessThanOrEqual(12)
  })

  test('a journal grows into segments, and any cursor is a place to go on from', () => {
    const writer = journal.write({ segmentBytes: 4096 })
    const id = writer.keyId('loss')
    for (let step = 0; step < 3000; step++) {
      writer.point(id, step, step / 3, 5, NaN)
      if (step % 50 === 0) writer.flush()
    }
    writer.close()
    expect(readdirSync(journal.path).filter(name => name.endsWith('.bin')).length).toBeGreaterThan(5)
    const whole = journal.read().records
    expect(whole.map(record => record.kind === 'metric' && record.step)).toEqual(
      Array.from({ length: 3000 }, (_, step) => step),
    )
    const reader = new JournalReader(journal.path, nodeFileSystem)
    for (let offset = 0, seen = 0; ;) {
      const chunk = reader.read(offset, { maxRecords: 100 })
      seen += chunk.records.length
      offset = chunk.nextOffset
      expect(journal.read(offset)).toEqual({ records: whole.slice(seen), lost: 0 })
      if (chunk.atEnd) break
    }
    reader.close()
  })

  test('reading while it is written sees each complete record once', () => {
    const writer = journal.write()
    const id = writer.keyId('loss')
    const reader = new JournalReader(journal.path, nodeFileSystem)
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
    expect(seen).toHaveLength(500 - ((500 - 1) % 7))
  })
})

describe('when it is written', () => {
  test('the first calls of each 5 ms at once, more than that 5 ms later', async () => {
    const writer = journal.write()
    const id = writer.keyId('loss')
    const log = (step: number): void => {
      writer.point(id, step, 1, journal.clock.now(), NaN)
      writer.settle(journal.clock.now())
    }
    for (let step = 0; step < 16; step++) {
      log(step)
      expect(journal.read().records).toHaveLength(step + 1)
    }
    log(16)
    expect(journal.read().records).toHaveLength(16)
    await journal.clock.advance(5)
    expect(journal.read().records).toHaveLength(17)
    log(17)
    expect(journal.read().records).toHaveLength(18)
    writer.close()
  })

  test("durability 'record' writes each call", () => {
    const writer = journal.write({ durability: 'record' })
    const id = writer.keyId('loss')
    for (let step = 0; step < 10; step++) {
      writer.point(id, step, 1, 5, NaN)
      writer.settle(journal.clock.now())
      expect(journal.read().records).toHaveLength(step + 1)
    }
    writer.close()
  })

  test("durability 'power' syncs in the background, one sync at a time, and covers what came meanwhile", async () => {
    const syncs: (() => void)[] = []
    const fileSystem = { ...nodeFileSystem, datasync: () => new Promise<void>(resolve => syncs.push(resolve)) }
    const writer = journal.write({ durability: 'power', fileSystem })
    for (let i = 0; i < 5; i++) {
      writer.record(alertOf(String(i)))
      writer.flush()
    }
    expect(syncs).toHaveLength(1)
    syncs[0]!()
    await journal.clock.advance(1)
    expect(syncs).toHaveLength(2)
    syncs[1]!()
    await journal.clock.advance(1)
    expect(syncs).toHaveLength(2)
    writer.close()
  })
})

describe('one writer', () => {
  test('a second writer on one journal is refused with the holder and a remedy', () => {
    const writer = journal.write()
    expect(() => journal.write()).toThrow(/being written by this process.*Finish that run first/)
    writer.close()
    journal.write().close()
  })

  test('the lock of a process that is gone is taken over, and a pid that was given to another does not hold it', () => {
    for (const holder of [{ pid: 2 ** 22 + 1 }, { pid: process.pid, startedAt: '1' }]) {
      writeFileSync(
        join(journal.path, 'writer.lock'),
        JSON.stringify({ host: hostname(), thread: 0, nonce: 'x', ...holder }),
      )
      expect(livingWriter(journal.path, nodeFileSystem)).toBeUndefined()
      journal.write().close()
    }
    expect(readdirSync(journal.path)).toEqual(['journal.bin'])
  })

  test('the lock of another host is respected, and the message says which file to remove', () => {
    writeFileSync(
      join(journal.path, 'writer.lock'),
      JSON.stringify({ host: 'elsewhere', pid: 1, thread: 0, nonce: 'x' }),
    )
    expect(() => journal.write()).toThrow(/process 1 on elsewhere.*remove .*writer\.lock/)
  })
})
