// node store-follow-process.ts <runs>: the start over many runs, and how soon a live run's points can be asked for.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JournalWriter, nodeFileSystem, randomIdSource, runFolder, systemClock } from '@seetrain/core'
import { Indexer, SqliteStore } from '@seetrain/hub'
import { median } from './statistics.ts'

export interface Following {
  runs: number
  /** Everything taken in for the first time. */
  firstMs: number
  /** From a start with nothing new until that is known. */
  againMs: number
  /** From a point in the journal to one that can be asked for. */
  delayMs: number
  longestDelayMs: number
}

const POINTS = 1000
const TRIES = 30
const runs = Number(process.argv[2])
const home = mkdtempSync(join(tmpdir(), 'bench-follow-'))
for (let index = 0; index < runs; index++) {
  const journal = openJournal(`run${String(index).padStart(5, '0')}`)
  const id = journal.keyId('loss')
  for (let step = 0; step < POINTS; step++) journal.point(id, step, Math.random(), 1.7e12 + step, NaN)
  journal.close()
}
const store = new SqliteStore({ path: join(home, 'index.db') })
const firstMs = await startOver()
const againMs = await startOver()
const delays = await followLive()
await store.close()
rmSync(home, { recursive: true })
const following: Following = { runs, firstMs, againMs, delayMs: median(delays), longestDelayMs: Math.max(...delays) }
process.stdout.write(JSON.stringify(following))

async function startOver(): Promise<number> {
  const start = performance.now()
  const indexer = new Indexer({ home, store })
  await indexer.start()
  await indexer.caughtUp()
  const took = performance.now() - start
  await indexer.close()
  return took
}

async function followLive(): Promise<number[]> {
  const indexer = new Indexer({ home, store })
  await indexer.start()
  const journal = openJournal('zz-live')
  const id = journal.keyId('loss')
  journal.point(id, 0, 0, 1.7e12, NaN)
  journal.flush()
  await indexer.caughtUp()
  const delays: number[] = []
  for (let step = 1; step <= TRIES; step++) {
    const seen = new Promise<void>(resolve => {
      const stop = indexer.onChange(change => {
        if (!change.metrics.includes('loss')) return
        stop()
        resolve()
      })
    })
    const start = performance.now()
    journal.point(id, step, step, 1.7e12 + step, NaN)
    journal.flush()
    // the indexer keeps no process alive
    const awake = setInterval(() => {}, 1000)
    await seen
    clearInterval(awake)
    delays.push(performance.now() - start)
  }
  journal.close()
  await indexer.close()
  return delays
}

function openJournal(runId: string): JournalWriter {
  const folder = runFolder(home, runId)
  mkdirSync(folder, { recursive: true })
  return new JournalWriter({
    folder,
    thread: 0,
    durability: 'buffered',
    segmentBytes: 1e9,
    clock: systemClock,
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
  })
}
