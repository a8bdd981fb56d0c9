import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { alertOf, JournalFolder } from '../../../../test/fixtures/journal-folder.ts'
import { FaultyFileSystem } from '../ports/faulty-file-system.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { JournalReader } from './reader.ts'

let journal: JournalFolder
beforeEach(() => {
  journal = new JournalFolder()
})
afterEach(() => journal.remove())

describe('a disk that refuses', () => {
  test('full: records wait, nothing is lost when space comes back, one word each way', () => {
    const fileSystem = new FaultyFileSystem()
    const problems: (string | undefined)[] = []
    const writer = journal.write({ fileSystem, onProblem: error => problems.push(error?.message) })
    journal.logPoints(writer, 100)
    writer.flush()
    fileSystem.freeBytes = 100
    const id = writer.keyId('later')
    for (let step = 0; step < 2000; step++) writer.point(id, step, 0.1, 5, NaN)
    expect(writer.flush()).toBe(false)
    expect(writer.problem?.message).toMatch(/ENOSPC/)
    fileSystem.freeBytes = Infinity
    writer.close()
    const { records, lost } = journal.read()
    expect({ count: records.length, lost, dropped: writer.dropped }).toEqual({ count: 2100, lost: 0, dropped: 0 })
    expect(problems).toEqual([expect.stringMatching(/ENOSPC/), undefined])
  })

  test('full for good: what does not fit in memory is counted, in the journal too when it can be', async () => {
    const fileSystem = new FaultyFileSystem()
    const writer = journal.write({ fileSystem })
    const id = writer.keyId('loss')
    writer.flush()
    fileSystem.fault = operation => (operation === 'write' ? 'ENOSPC' : undefined)
    for (let step = 0; step < 300_000; step++) writer.point(id, step, 0.1, 5, NaN)
    expect(writer.dropped).toBeGreaterThan(0)
    fileSystem.fault = () => undefined
    await journal.clock.advance(2000)
    writer.point(id, 300_000, 0.1, 5, NaN)
    writer.close()
    const { records, lost } = journal.read()
    const points = records.filter(record => record.kind === 'metric').length
    expect({
      total: points + writer.dropped,
      toldInJournal: records.find(record => record.kind === 'dropped'),
    }).toEqual({
      total: 300_001,
      toldInJournal: expect.objectContaining({ count: writer.dropped, reason: expect.stringMatching(/ENOSPC/) }),
    })
    expect(lost).toBe(writer.dropped)
  })

  test('EIO in the middle of a write, short writes: the file is whole all the same', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(9)), fc.integer({ min: 1, max: 50 }), (dice, largestWrite) => {
        const fileSystem = new FaultyFileSystem()
        const path = mkdtempSync(join(journal.path, 'x-'))
        const own = new ManualClock(1_000_000)
        const writer = journal.write({ fileSystem, folder: path, clock: own })
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
        expect(reader.read(0).records.map(record => record.kind === 'metric' && record.step)).toEqual(
          Array.from({ length: 100 }, (_, step) => step),
        )
        reader.close()
      }),
      { numRuns: 50 },
    )
  })

  test('a read-only folder from the start: nothing throws, all is counted', () => {
    const fileSystem = new FaultyFileSystem()
    fileSystem.fault = operation =>
      ['open', 'writeFileAtomic', 'makeFolder', 'link'].includes(operation) ? 'EROFS' : undefined
    const writer = journal.write({ fileSystem })
    journal.logPoints(writer, 10)
    writer.record(alertOf('x'))
    writer.close()
    expect(writer.dropped).toBe(11)
    expect(writer.problem?.message).toMatch(/EROFS/)
  })
})
