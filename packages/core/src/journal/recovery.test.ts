import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { alertOf, JournalFolder } from '../../../../test/fixtures/journal-folder.ts'
import type { RunRecord } from '../contracts/record.ts'

let journal: JournalFolder
beforeEach(() => {
  journal = new JournalFolder()
})
afterEach(() => journal.remove())

describe('recovery', () => {
  test('a tail cut at every byte: complete frames stay, the torn one goes, writing goes on', () => {
    const writer = journal.write()
    journal.logPoints(writer, 40)
    writer.record(alertOf('last'))
    writer.close()
    const whole = readFileSync(journal.file)
    const before = journal.read().records
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(journal.file, whole.subarray(0, length))
      const kept = journal.read()
      expect({ length, kept: kept.records, lost: kept.lost }).toEqual({
        length,
        kept: before.slice(0, kept.records.length),
        lost: 0,
      })
      const again = journal.write()
      again.record(alertOf('again'))
      again.close()
      expect(journal.read()).toEqual({ records: [...kept.records, alertOf('again')], lost: 0 })
    }
  })

  test('a bit flipped anywhere costs its frame only, and the loss is counted', () => {
    const writer = journal.write()
    journal.logPoints(writer, 200, ['loss', 'acc'])
    writer.record(alertOf('end'))
    writer.close()
    const path = journal.file
    const whole = readFileSync(path)
    const before = journal.read().records
    const lastFrame = whole.length - 80
    for (let byte = 0; byte < whole.length; byte++) {
      const damaged = Uint8Array.from(whole)
      damaged[byte]! ^= 1 << (byte % 8)
      writeFileSync(path, damaged)
      const { records, lost } = journal.read()
      expect({ byte, isSubset: isSubsequence(records, before), missing: before.length - records.length <= 32 }).toEqual(
        { byte, isSubset: true, missing: true },
      )
      // damage in the very last frame looks like a frame still being written
      if (byte < lastFrame) expect({ byte, lost }).toEqual({ byte, lost: before.length - records.length })
    }
  })

  test('a damaged journal is continued without rewriting its past', () => {
    const writer = journal.write()
    journal.logPoints(writer, 100)
    writer.close()
    const path = journal.file
    const damaged = readFileSync(path)
    damaged[300]! ^= 0xff
    writeFileSync(path, damaged)
    const kept = journal.read()
    const again = journal.write()
    again.record(alertOf('again'))
    again.close()
    expect(journal.read()).toEqual({ records: [...kept.records, alertOf('again')], lost: 100 - kept.records.length })
    expect(readFileSync(path).subarray(0, damaged.length)).toEqual(damaged)
  })

  test('the reader takes any bytes for a journal without failing', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 60 }),
            fc.constant(Uint8Array.of(0xc5, 0x7e, 3)),
            fc.constant(Uint8Array.of(0xc5, 0x7e, 4, 5, 0, 0)),
          ),
          { maxLength: 20 },
        ),
        pieces => {
          writeFileSync(journal.file, Buffer.concat(pieces))
          expect(journal.read().records.length).toBeLessThanOrEqual(pieces.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a valid journal with random damage: what is read was written, in order (fuzz)', () => {
    const writer = journal.write()
    journal.logPoints(writer, 300, ['a', 'b', 'c'])
    for (let i = 0; i < 20; i++) writer.record(alertOf(`alert ${i}`))
    writer.close()
    const path = journal.file
    const whole = readFileSync(path)
    const before = journal.read().records
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 30 }),
      insert: fc.boolean(),
      remove: fc.nat(30),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        let damaged: Buffer = Buffer.from(whole)
        for (const { at, bytes, insert, remove } of changes) {
          damaged = Buffer.concat([
            damaged.subarray(0, at),
            bytes,
            damaged.subarray(at + (insert ? 0 : bytes.length) + remove),
          ])
        }
        writeFileSync(path, damaged)
        // names of keys are written twice; when both copies are hit their points say so
        const known = journal
          .read()
          .records.filter(record => record.kind !== 'metric' || !record.key.startsWith('unknown key'))
        expect(isSubsequence(known, before)).toBe(true)
      }),
      { numRuns: 300 },
    )
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
