import { join } from 'node:path'
import {
  JournalWriter,
  journalSize,
  nodeFileSystem,
  randomIdSource,
  readRun,
  runFolder,
  systemClock,
  writerFolder,
  type Sink,
  type SinkRun,
} from '@seetrain/core'
import { startHub, type Hub } from '@seetrain/hub'
import { describeSink } from '../contracts/sink.ts'
import { definition, HubSink } from '@seetrain/sinks/hub'

const hubs = new Map<string, Hub>()
/** Records in each journal. */
const written = new Map<string, number>()
afterEach(async () => {
  await Promise.all([...hubs.values()].map(hub => hub.close()))
  hubs.clear()
})

const homeOf = (folder: string): string => join(folder, 'hub', '.seetrain')

/** The suite has records and no journal: what it delivers is written into one first, as a run would. */
class WithJournal implements Sink {
  readonly id = 'hub'
  readonly redelivery = 'ignored'
  readonly #folder: string
  #inner: HubSink | undefined
  #run: SinkRun | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  async open(run: SinkRun): Promise<void> {
    const hub = hubs.get(this.#folder) ?? (await startHub({ home: homeOf(this.#folder), mode: 'server' }))
    hubs.set(this.#folder, hub)
    this.#inner = new HubSink({ url: hub.url })
    this.#run = run
    await this.#inner.open(run)
  }

  async deliver(batch: Parameters<Sink['deliver']>[0]): Promise<void> {
    const folder = writerFolder(this.#run!.runDir, batch.writer)
    // a journal keeps what it has, whatever the cursor says
    const done = written.get(folder) ?? 0
    const fresh = batch.records.slice(Math.max(0, done - (batch.offset - batch.records.length)))
    const journal = new JournalWriter({
      folder,
      thread: 0,
      durability: 'record',
      segmentBytes: 1e6,
      clock: systemClock,
      fileSystem: nodeFileSystem,
      ids: randomIdSource,
    })
    for (const record of fresh) journal.record(record)
    journal.close()
    written.set(folder, Math.max(done, batch.offset))
    await this.#inner!.deliver({ ...batch, offset: journalSize(folder, nodeFileSystem) })
  }

  async close(): Promise<void> {
    await this.#inner?.close()
  }
}

describeSink('HubSink', {
  create: folder => new WithJournal(folder),
  readBack: folder =>
    [...readRun(runFolder(homeOf(folder), 'contract-run'), nodeFileSystem)].flatMap(({ record }) =>
      record.kind === 'metric' ? [record] : [],
    ),
})

describe('the options of the hub sink', () => {
  const before = process.env['SEETRAIN_URL']
  afterEach(() => {
    if (before === undefined) delete process.env['SEETRAIN_URL']
    else process.env['SEETRAIN_URL'] = before
  })

  it('need an address', () => {
    delete process.env['SEETRAIN_URL']
    expect(() => definition.create({})).toThrow('sink hub, option "url": got undefined. Set SEETRAIN_URL')
    expect(() => definition.create({ url: 'ftp://x' })).toThrow('option "url"')
    process.env['SEETRAIN_URL'] = 'http://127.0.0.1:1'
    expect(definition.create({}).id).toBe('hub')
  })

  it('are known by name, and a token is never shown', () => {
    expect(() => definition.create({ url: 'http://h', adress: 1 })).toThrow('option "adress"')
    expect(() => definition.create({ url: 'http://h', token: 12345 })).toThrow('(hidden)')
  })
})
