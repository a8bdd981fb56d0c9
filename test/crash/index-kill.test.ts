import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  JournalWriter,
  nodeFileSystem,
  randomIdSource,
  readRun,
  runFolder,
  systemClock,
  writerFolder,
} from '@seetrain/core'
import { Indexer, SqliteStore } from '../../packages/hub/src/index.ts'

const FIXTURE = join(__dirname, 'fixtures/indexing-process.ts')
const WRITERS = ['main', ...Array.from({ length: 7 }, (_, rank) => `rank-${rank + 1}`)]
const KEYS = ['loss', 'acc', 'lr']
/** `npm run soak:hub` kills 50 times. */
const KILLS = Number(process.env['INDEX_KILLS'] ?? 12)
const ROUND_POINTS = 600

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'seetrain-index-kill-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test(
  'an indexer that is killed again and again over eight writers: in the end the store is what the journals are (trap 5)',
  async () => {
    const journals = WRITERS.map(openJournal)
    for (let round = 0; round < KILLS; round++) {
      for (const journal of journals) logSome(journal, round)
      // somewhere else each time, also while it opens the store and behind its last commit
      await indexAndKill(round * 7)
    }
    for (const journal of journals) journal.close()
    const store = new SqliteStore({ path: join(home, 'index.db') })
    const indexer = new Indexer({ home, store })
    await indexer.start()
    await indexer.caughtUp()
    for (const key of KEYS) expect(await stored(store, key)).toEqual(logged(key))
    const { total } = await store.alerts({ runs: ['run-a'], limit: 1 })
    expect(total).toBe(KILLS * WRITERS.length)
    await indexer.close()
    await store.close()
  },
  60_000 + KILLS * 5000,
)

function openJournal(writer: string): JournalWriter {
  const folder = writerFolder(runFolder(home, 'run-a'), writer)
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

function logSome(journal: JournalWriter, round: number): void {
  const ids = KEYS.map(key => journal.keyId(key))
  for (let index = 0; index < ROUND_POINTS; index++) {
    const step = round * ROUND_POINTS + index
    journal.point(ids[index % ids.length]!, step, step / 3, 1000 + step, NaN)
  }
  journal.record({ kind: 'alert', time: round, title: `round ${round}`, level: 'info' })
  journal.flush()
}

/** Kills the process when it has told of so many batches, or of all. */
async function indexAndKill(batches: number): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=@seetrain/source', FIXTURE, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<NodeJS.Signals | null>(resolve => child.once('close', (_, signal) => resolve(signal)))
  let told = ''
  child.stdout.on('data', chunk => {
    told += String(chunk)
    if (told.length > batches || told.includes('caught up')) child.kill('SIGKILL')
  })
  expect(await ended).toBe('SIGKILL')
}

async function stored(store: SqliteStore, key: string): Promise<Record<string, number[][]>> {
  const { series } = await store.series({ runs: ['run-a'], keys: [key], buckets: 1_000_000 })
  return Object.fromEntries(
    series.map(({ writer, points }) => [writer, Array.from(points!.steps, (step, at) => [step, points!.values[at]!])]),
  )
}

function logged(key: string): Record<string, number[][]> {
  const points: Record<string, number[][]> = {}
  for (const { writer, record } of readRun(runFolder(home, 'run-a'), nodeFileSystem))
    if (record.kind === 'metric' && record.key === key) (points[writer] ??= []).push([record.step, record.value])
  return points
}
