import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeStore } from '../../../../../test/contracts/store.ts'
import { columnsOf, Feeder, openRecord } from '../../../../../test/contracts/store/batches.ts'
import { Database } from './database.ts'
import { SqliteStore } from './sqlite-store.ts'

describeStore('SqliteStore', { open: folder => new SqliteStore({ path: join(folder, 'index.db') }), persists: true })

describe('the file', () => {
  let folder: string
  let path: string
  const opened: SqliteStore[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-sqlite-'))
    path = join(folder, 'index.db')
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = (readOnly = false): SqliteStore => {
    const store = new SqliteStore({ path, readOnly })
    opened.push(store)
    return store
  }
  const fill = async (store: SqliteStore, count = 3): Promise<Feeder> => {
    const feeder = new Feeder(() => store)
    const points = Array.from({ length: count }, (_, step) => ({ step, value: step / 3, time: step }))
    await feeder.feed({ records: [openRecord()], series: [columnsOf('loss', points)] })
    return feeder
  }

  test('of another version is emptied by who writes, and refused by who reads', async () => {
    await fill(open())
    await opened.pop()!.close()
    const database = new Database({ path, readOnly: false })
    database.run('PRAGMA user_version = 999')
    database.close()
    expect(() => open(true)).toThrow(
      expect.objectContaining({ code: 'INDEX_VERSION', message: expect.stringContaining('999') }),
    )
    expect(await open().cursors()).toEqual([])
  })

  test('that is damaged or none of ours is made anew: it is a cache', async () => {
    writeFileSync(path, 'this is no database '.repeat(1000))
    const store = open()
    await fill(store)
    expect(await store.counts()).toMatchObject({ points: 3 })
  })

  test('can be read by another process while it is written', async () => {
    const writer = open()
    const feeder = await fill(writer)
    const reader = open(true)
    expect(await reader.counts()).toMatchObject({ points: 3 })
    await feeder.points('loss', [{ step: 9, value: 9, time: 9 }])
    expect(await reader.counts()).toMatchObject({ points: 4 })
    await expect(
      reader.apply('run-a', 'main', feeder.offset, {
        nextOffset: 999,
        lost: 0,
        series: [],
        records: [],
        texts: new Map(),
      }),
    ).rejects.toThrow(/readonly/)
  })

  test('a second writer and the first see what the other wrote, each point once', async () => {
    const one = open()
    const feeder = await fill(one, 3000)
    const other = new Feeder(() => open())
    other.offset = feeder.offset
    const more = (from: number) =>
      Array.from({ length: 1500 }, (_, index) => ({ step: from + index, value: 1, time: 1 }))
    await other.points('loss', more(3000))
    feeder.offset = other.offset
    await feeder.points('loss', more(4500))
    const { series } = await one.series({ runs: ['run-a'], keys: ['loss'], buckets: 10_000 })
    expect([...series[0]!.points!.steps]).toEqual(Array.from({ length: 6000 }, (_, step) => step))
  })

  test('points that come one by one are rewritten a few times each, not with every point', async () => {
    const store = open()
    const feeder = new Feeder(() => store)
    for (let step = 0; step < 3000; step++) await feeder.points('loss', [{ step, value: step, time: step }])
    const { series } = await store.series({ runs: ['run-a'], keys: ['loss'], buckets: 10_000 })
    expect([...series[0]!.points!.steps]).toEqual(Array.from({ length: 3000 }, (_, step) => step))
    await store.close()
    const database = new Database({ path, readOnly: true })
    // one full chunk and a handful of fragments
    expect(database.get('SELECT count(*) AS chunks FROM chunk')!['chunks']).toBeLessThan(14)
    database.close()
  })
})
