// node store-ingest-process.ts <points> <keys> <double | float>: from journals on disk to a store that can be asked.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JournalReader, JournalWriter, nodeFileSystem, randomIdSource, runFolder, systemClock } from '@seetrain/core'
import { Indexer, SqliteStore } from '@seetrain/hub'

export interface Ingest {
  points: number
  /** Of the journal alone, to sums and not to a store. */
  readMs: number
  indexMs: number
  /** Processor time of all threads meanwhile: what a machine with other work leaves the same. */
  processorMs: number
  /** Of the store on disk. */
  bytes: number
}

const points = Number(process.argv[2])
const keys = Number(process.argv[3])
const round = process.argv[4] === 'float' ? Math.fround : (value: number) => value
const home = mkdtempSync(join(tmpdir(), 'bench-store-'))
const runDir = runFolder(home, 'run')
mkdirSync(runDir, { recursive: true })
writeJournal()

const readStart = performance.now()
const reader = new JournalReader(runDir, nodeFileSystem)
let sum = 0
for (let offset = 0; ;) {
  const stretch = reader.visit(offset, { point: (_key, _step, value) => void (sum += value), record: () => {} })
  offset = stretch.nextOffset
  if (stretch.atEnd) break
}
reader.close()

const indexStart = performance.now()
const processorStart = process.cpuUsage()
const path = join(home, 'index.db')
const store = new SqliteStore({ path })
const indexer = new Indexer({ home, store, batchBytes: 4 * 1024 * 1024 })
await indexer.start()
await indexer.caughtUp()
const indexEnd = performance.now()
const processor = process.cpuUsage(processorStart)
const counts = await store.counts()
await indexer.close()
await store.close()
if (counts.points !== points || !Number.isFinite(sum)) throw new Error(`${counts.points} of ${points} points arrived.`)
const ingest: Ingest = {
  points,
  readMs: indexStart - readStart,
  indexMs: indexEnd - indexStart,
  processorMs: (processor.user + processor.system) / 1000,
  bytes: statSync(path).size,
}
rmSync(home, { recursive: true })
process.stdout.write(JSON.stringify(ingest))

// steps of a loop, times with the jitter of one, losses that fall and tremble
function writeJournal(): void {
  const journal = new JournalWriter({
    folder: runDir,
    thread: 0,
    durability: 'buffered',
    segmentBytes: 1e9,
    clock: systemClock,
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
  })
  const ids = Array.from({ length: keys }, (_, index) => journal.keyId(`layer ${index}/loss`))
  let time = 1.7e12
  for (let step = 0; step < points / keys; step++) {
    time += 1 + Math.floor(Math.random() * 3)
    for (const id of ids) journal.point(id, step, round(Math.exp(-step / 1e5) + Math.random() * 0.1), time, NaN)
    journal.settle(Date.now())
  }
  journal.close()
}
