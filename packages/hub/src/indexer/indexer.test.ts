import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JournalWriter, nodeFileSystem, randomIdSource, runFolder, writerFolder, type RunRecord } from '@seetrain/core'
import { ManualClock, MemoryBlobStore } from '@seetrain/core/testing'
import { FaultyFileSystem } from '../../../core/src/ports/faulty-file-system.ts'
import { openRecord } from '../../../../test/contracts/store/batches.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import { SqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { noFolderWatch, nodeFolderWatch } from './folder-watch.ts'
import { Indexer } from './indexer.ts'
import type { IndexerOptions } from './indexer-options.ts'
import type { IndexChange } from './journal-tail.ts'

let home: string
let clock: ManualClock
let store: Store
let blobs: MemoryBlobStore
const closing: (() => unknown)[] = []

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'seetrain-indexer-')), '.seetrain')
  clock = new ManualClock(1_000_000)
  store = new MemoryStore()
  blobs = new MemoryBlobStore()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  blobs[Symbol.dispose]()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

function write(runId: string, writer = 'main'): JournalWriter {
  const folder = writerFolder(runFolder(home, runId), writer)
  mkdirSync(folder, { recursive: true })
  const journal = new JournalWriter({
    folder,
    thread: 0,
    durability: 'record',
    segmentBytes: 1e9,
    clock,
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
  })
  closing.push(() => journal.close())
  journal.record(openRecord({ runId }, writer))
  return journal
}

function points(journal: JournalWriter, from: number, to: number, key = 'loss'): void {
  const id = journal.keyId(key)
  for (let step = from; step < to; step++) journal.point(id, step, step / 3, 5000 + step, NaN)
  journal.flush()
}

async function start(options: Partial<IndexerOptions> = {}): Promise<Indexer> {
  const indexer = new Indexer({ home, store, clock, blobs, watch: noFolderWatch, ...options })
  closing.push(() => indexer.close())
  await indexer.start()
  return indexer
}

async function steps(runId: string, key = 'loss'): Promise<number[]> {
  const { series } = await store.series({ runs: [runId], keys: [key], buckets: 1_000_000 })
  return series.flatMap(one => [...one.points!.steps])
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, step) => step)
const journalPath = (runId: string): string => join(runFolder(home, runId), 'journal.bin')

describe('taking in', () => {
  test('everything of every writer of every run', async () => {
    const main = write('run-a')
    points(main, 0, 5000)
    main.record({ kind: 'metric', time: 6000, key: 'noted', step: 1, value: 2, metricKind: 'loss', metadata: { a: 1 } })
    main.record({ kind: 'system', time: 6001, values: { cpu: 50 } })
    points(write('run-a', 'rank-1'), 7, 9)
    points(write('run-b'), 0, 3)
    const indexer = await start({ batchBytes: 4096 })
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual([...upTo(5000), 7, 8])
    expect(await steps('run-b')).toEqual([0, 1, 2])
    expect((await store.metrics('run-a')).find(({ key }) => key === 'noted')).toMatchObject({
      metricKind: 'loss',
      metadata: { a: 1 },
    })
    expect(await store.systemKeys(['run-a'])).toEqual(['cpu'])
    expect(indexer.troubles()).toEqual([])
    expect(indexer.progress()).toEqual({ runs: 2, behind: 0 })
  })

  test('a folder without runs is none to complain about, and runs that come later are found', async () => {
    const indexer = await start()
    await indexer.caughtUp()
    points(write('run-a'), 0, 3)
    await clock.advance(150)
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual([0, 1, 2])
  })

  test('a restart goes on where the store stands, and reads nothing twice', async () => {
    const journal = write('run-a')
    points(journal, 0, 100)
    const first = await start()
    await first.caughtUp()
    await first.close()
    points(journal, 100, 200)
    const changes: IndexChange[] = []
    const second = await start()
    second.onChange(change => changes.push(change))
    await second.caughtUp()
    expect(await steps('run-a')).toEqual(upTo(200))
    expect(changes).toMatchObject([{ runId: 'run-a', writer: 'main', metrics: ['loss'] }])
  })

  test('words of text media are found', async () => {
    const blob = blobs.put(new TextEncoder().encode('a fine gradient'), 'text/plain')
    write('run-a').record({ kind: 'media', time: 1, key: 't', step: 0, type: 'text', items: [{ blob, details: {} }] })
    const indexer = await start()
    await indexer.caughtUp()
    expect((await store.media({ text: 'grad', limit: 9 })).total).toBe(1)
  })

  test('the first run of a folder that was empty is not left for the next look at everything', async () => {
    await start({ isWritten: () => false })
    points(write('run-a'), 0, 3)
    // found at one look, taken in a moment later
    await clock.advance(150)
    await clock.advance(50)
    expect(await steps('run-a')).toEqual(upTo(3))
  })

  test('records of strangers that miss what their kind promises are counted as damaged; the rest goes on', async () => {
    const journal = write('run-a')
    const strange = [
      { kind: 'metric', time: 1, key: 7 },
      { kind: 'nonsense', time: 1 },
      { kind: 'media', time: 1, key: 'a', step: 1, type: 'image', items: [{}] },
      { kind: 'alert', time: 'now' },
    ]
    for (const record of strange) journal.record(record as unknown as RunRecord)
    points(journal, 0, 2)
    journal.point(journal.keyId('loss'), NaN, 1, 1, NaN)
    points(journal, 2, 3)
    const indexer = await start({ watch: noFolderWatch })
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual([0, 1, 2])
    expect(indexer.troubles()).toMatchObject([
      { runId: 'run-a', writer: 'main', kind: 'damaged', message: expect.stringMatching(/^5 records/) },
    ])
  })
})

describe('following', () => {
  test('where folders tell nothing, a live run is looked at ten times a second', async () => {
    const journal = write('run-a')
    points(journal, 0, 10)
    await (await start()).caughtUp()
    points(journal, 10, 20)
    await clock.advance(150)
    expect(await steps('run-a')).toEqual(upTo(20))
  })

  test('where folders tell of changes, they are taken in together a moment later', async () => {
    const journal = write('run-a')
    points(journal, 0, 10)
    let change: () => void = () => {}
    const watch = {
      watch: (folder: string, onChange: () => void) => {
        if (folder === runFolder(home, 'run-a')) change = onChange
        return { close() {} }
      },
    }
    const indexer = await start({ watch })
    await indexer.caughtUp()
    const seen: IndexChange[] = []
    indexer.onChange(one => seen.push(one))
    for (let step = 10; step < 20; step++) {
      points(journal, step, step + 1)
      change()
    }
    await clock.advance(29)
    expect(seen).toEqual([])
    await clock.advance(2)
    expect(await steps('run-a')).toEqual(upTo(20))
    expect(seen).toHaveLength(1)
  })

  test('a real watch tells of a journal that grows, of a new run and of a new writer', async () => {
    const journal = write('run-a')
    const indexer = await start({ watch: nodeFolderWatch })
    await indexer.caughtUp()
    const next = (): Promise<IndexChange> =>
      new Promise(resolve => {
        const stop = indexer.onChange(change => {
          stop()
          resolve(change)
        })
      })
    const grow = async (work: () => void): Promise<IndexChange> => {
      const changed = next()
      work()
      // the watch sets the timer; time moves until it is due
      for (const stop = { now: false }; !stop.now; await clock.advance(10)) void changed.then(() => (stop.now = true))
      return changed
    }
    expect(await grow(() => points(journal, 0, 5))).toMatchObject({ runId: 'run-a', metrics: ['loss'] })
    expect(await grow(() => points(write('run-b'), 0, 5))).toMatchObject({ runId: 'run-b' })
    expect(await grow(() => points(write('run-a', 'rank-1'), 0, 5))).toMatchObject({ runId: 'run-a', writer: 'rank-1' })
  })

  test('a run whose writer is gone without an end was killed', async () => {
    const written = new Set(['run-a'])
    write('run-a')
    const indexer = await start({ isWritten: runId => written.has(runId) })
    await indexer.caughtUp()
    expect(await store.run('run-a')).toMatchObject({ state: 'running' })
    written.clear()
    await clock.advance(150)
    await indexer.caughtUp()
    expect(await store.run('run-a')).toMatchObject({ state: 'killed' })
  })
})

describe('journals that suffer', () => {
  test('damage costs its records alone, is told, and is still told after a restart (trap 5)', async () => {
    const journal = write('run-a')
    points(journal, 0, 3200)
    journal.close()
    const bytes = readFileSync(journalPath('run-a'))
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff
    writeFileSync(journalPath('run-a'), bytes)
    const indexer = await start()
    await indexer.caughtUp()
    const found = await steps('run-a')
    expect(found.length).toBeGreaterThan(3100)
    expect(found.length).toBeLessThan(3200)
    const damaged = {
      runId: 'run-a',
      writer: 'main',
      kind: 'damaged',
      message: expect.stringContaining(`${3200 - found.length} records`),
    }
    expect(indexer.troubles()).toMatchObject([damaged])
    await indexer.close()
    expect((await start()).troubles()).toMatchObject([damaged])
  })

  test('a journal that became shorter is taken in again from what is left', async () => {
    const journal = write('run-a')
    points(journal, 0, 3200)
    journal.close()
    const indexer = await start()
    await indexer.caughtUp()
    truncateSync(journalPath('run-a'), 8000)
    await indexer.caughtUp()
    const found = await steps('run-a')
    expect(found).toEqual(upTo(found.length))
    expect(found.length).toBeLessThan(3200)
    expect(indexer.troubles()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'truncated', writer: 'main' }),
        expect.objectContaining({ kind: 'torn' }),
      ]),
    )
  })

  test('a removed run is shown no longer; a removed writer leaves the rest', async () => {
    points(write('run-a'), 0, 5)
    points(write('run-a', 'rank-1'), 0, 5)
    points(write('run-b'), 0, 5)
    const indexer = await start()
    await indexer.caughtUp()
    rmSync(runFolder(home, 'run-b'), { recursive: true })
    rmSync(writerFolder(runFolder(home, 'run-a'), 'rank-1'), { recursive: true })
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual(upTo(5))
    expect(await store.run('run-b')).toBeUndefined()
    expect(indexer.troubles()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ runId: 'run-a', writer: 'rank-1', kind: 'removed' }),
        expect.objectContaining({ runId: 'run-b', writer: undefined, kind: 'removed' }),
      ]),
    )
  })

  test('a run that was removed while nobody looked is forgotten at the start', async () => {
    points(write('run-a'), 0, 5)
    const first = await start()
    await first.caughtUp()
    await first.close()
    rmSync(runFolder(home, 'run-a'), { recursive: true })
    const indexer = await start()
    await indexer.caughtUp()
    expect(await store.cursors()).toEqual([])
    expect(indexer.troubles()).toMatchObject([{ runId: 'run-a', kind: 'removed' }])
  })

  test('a torn end is told once nobody writes it, and is no trouble when it becomes whole', async () => {
    const journal = write('run-a')
    points(journal, 0, 5)
    journal.close()
    const whole = readFileSync(journalPath('run-a'))
    appendFileSync(journalPath('run-a'), whole.subarray(0, 9))
    const indexer = await start()
    await indexer.caughtUp()
    expect(indexer.troubles()).toMatchObject([{ kind: 'torn', message: expect.stringContaining('last 9 bytes') }])
    appendFileSync(journalPath('run-a'), whole.subarray(9))
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual([...upTo(5), ...upTo(5)])
    expect(indexer.troubles()).toEqual([])
  })

  test('files that can not be read are tried again, and the others go on', async () => {
    const faulty = new FaultyFileSystem()
    points(write('run-a'), 0, 5)
    points(write('run-b'), 0, 5)
    faulty.fault = (operation, path) => (operation === 'open' && path?.includes('run-a') ? 'EACCES' : undefined)
    const indexer = await start({ fileSystem: faulty })
    await indexer.caughtUp()
    expect(await steps('run-b')).toEqual(upTo(5))
    expect(indexer.troubles()).toMatchObject([
      { runId: 'run-a', kind: 'unreadable', message: expect.stringContaining('EACCES') },
    ])
    faulty.fault = () => undefined
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual(upTo(5))
    expect(indexer.troubles()).toEqual([])
  })

  test('a folder that can not be listed for a while, and a listener that fails, stop nothing', async () => {
    const faulty = new FaultyFileSystem()
    faulty.fault = operation => (operation === 'list' ? 'EIO' : undefined)
    const errors: string[] = []
    const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => errors.push(message) }
    const indexer = await start({ fileSystem: faulty, logger })
    indexer.onChange(() => {
      throw new Error('not mine')
    })
    points(write('run-a'), 0, 5)
    await clock.advance(2000)
    faulty.fault = () => undefined
    await clock.advance(2000)
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual(upTo(5))
    expect(indexer.troubles()).toEqual([])
    expect(errors.join()).toContain('not mine')
  })

  test('a store that fails is tried again, and gets each point once', async () => {
    points(write('run-a'), 0, 3000)
    const apply = store.apply.bind(store)
    let failures = 2
    store.apply = async (...call) => {
      if (failures-- > 0) throw new Error('database or disk is full')
      return apply(...call)
    }
    const indexer = await start({ batchBytes: 4096 })
    await indexer.caughtUp()
    expect(indexer.troubles()).toMatchObject([{ kind: 'store', message: expect.stringContaining('disk is full') }])
    await indexer.caughtUp()
    await indexer.caughtUp()
    expect(await steps('run-a')).toEqual(upTo(3000))
    expect(indexer.troubles()).toEqual([])
  })
})

test('a rebuild empties the store and takes everything in again', async () => {
  store = new SqliteStore({ path: join(home, '..', 'index.db') })
  closing.push(() => store.close())
  points(write('run-a'), 0, 3000)
  const indexer = await start()
  await indexer.caughtUp()
  await store.apply('ghost', 'main', 0, {
    nextOffset: 5,
    lost: 0,
    series: [],
    records: [openRecord()],
    texts: new Map(),
  })
  await indexer.rebuild()
  expect(await store.run('ghost')).toBeUndefined()
  expect(await steps('run-a')).toEqual(upTo(3000))
})

test('what people change is in a journal of the hub: a refresh shows it, and a rebuild keeps it', async () => {
  const journal = write('run-a')
  points(journal, 0, 3)
  const indexer = await start()
  await indexer.caughtUp()
  const hub = write('run-a', 'hub')
  hub.record({ kind: 'edit', time: 1_500_000, notes: 'keep', tags: ['best'] })
  hub.record({ kind: 'edit', time: 1_500_001, deleted: true })
  await indexer.refresh('run-a')
  expect(await store.run('run-a')).toMatchObject({ notes: 'keep', tags: ['best'], deleted: true, state: 'running' })
  journal.record({ kind: 'end', time: 2_000_000, state: 'finished', dropped: 0 })
  await indexer.rebuild()
  expect(await store.run('run-a')).toMatchObject({ notes: 'keep', deleted: true, state: 'finished', name: 'first' })
})
