import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  getIntegrationErrorStats,
  PoisonRecordError,
  resetIntegrationErrorStats,
  type Sink,
  type SinkRun,
} from '@seetrain/core'
import { MemorySink } from '@seetrain/sinks/memory'
import {
  MemoryJournal,
  open,
  points,
  poisonedSteps,
  ProcessLife,
  settle,
  stepsOf,
  temporaryFolder,
  Tracker,
  trackerSink,
} from './simulation.ts'

let folder: ReturnType<typeof temporaryFolder>
let journal: MemoryJournal

beforeEach(() => {
  resetIntegrationErrorStats()
  folder = temporaryFolder()
  journal = new MemoryJournal()
  journal.append([open()])
})
afterEach(() => folder[Symbol.dispose]())

const life = (makeSink: (life: ProcessLife) => Sink, policy = {}): ProcessLife =>
  new ProcessLife(folder.path, journal, makeSink, policy)
const cursor = (sink = 'tracker') =>
  JSON.parse(readFileSync(join(folder.path, 'cursors', `${sink}.json`), 'utf8')) as Record<string, unknown>

describe('Courier', () => {
  it('delivers what the journal holds in batches, a while after it was told', async () => {
    const sizes: number[] = []
    const memory = new MemorySink({ onDeliver: batch => void sizes.push(batch.records.length) })
    const { courier, clock } = life(() => memory, { batchRecords: 64 })
    journal.append(points(0, 160))
    courier.notify()
    courier.notify()
    await clock.advance(99)
    expect(memory.records).toHaveLength(0)
    await clock.advance(1)
    await clock.advance(1)
    expect(memory.records).toEqual(journal.records)
    expect(sizes).toEqual([65, 64, 32])
    expect(courier.stats()).toEqual({ delivered: 161, poisoned: 0, failures: 0, lag: 0, state: 'idle' })
    expect(cursor('memory')).toMatchObject({
      version: 1,
      sink: 'memory',
      writer: 'main',
      offset: journal.end,
      skip: 0,
      state: { count: 161 },
    })
  })

  it('takes note of what is logged in the moment in which it found the end', async () => {
    const memory = new MemorySink()
    const { courier, clock } = life(() => memory)
    const read = journal.read.bind(journal)
    journal.read = (from, limits) => {
      const chunk = read(from, limits)
      if (from === journal.end && memory.records.length === 1) {
        journal.append(points(0, 5))
        courier.notify()
      }
      return chunk
    }
    courier.notify()
    await clock.advance(100)
    await clock.advance(1)
    expect(memory.records).toHaveLength(1)
    await clock.advance(100)
    expect(memory.records).toEqual(journal.records)
  })

  it('opens the sink once with the run, and closes it once', async () => {
    const calls: string[] = []
    let seen: SinkRun | undefined
    const sink: Sink = {
      id: 'tracker',
      redelivery: 'duplicated',
      async open(run) {
        calls.push('open')
        seen = run
      },
      async deliver(batch) {
        calls.push('deliver')
        batch.checkpoint({ run: 'abc' })
      },
      flush: async () => void calls.push('flush'),
      close: async () => void calls.push('close'),
    }
    const first = life(() => sink)
    await settle(first.courier.flush(10_000), first.clock)
    journal.append(points(0, 1))
    expect(await first.finish()).toEqual({ complete: true })
    expect(first.courier.finish(1)).toBe(first.courier.finish(1))
    expect(calls).toEqual(['open', 'deliver', 'flush', 'deliver', 'flush', 'close'])
    expect(seen).toMatchObject({ open: journal.records[0], runDir: folder.path, state: {} })
    expect(first.courier.stats().state).toBe('closed')

    journal.append(points(1, 1))
    await life(() => sink).finish()
    expect(seen?.state).toEqual({ run: 'abc' })
  })

  it('neither opens nor calls a sink when there is nothing new', async () => {
    const tracker = new Tracker()
    await life(trackerSink(tracker)).finish()
    const sink = {
      id: 'tracker',
      redelivery: 'duplicated',
      open: jest.fn(),
      deliver: jest.fn(),
      close: jest.fn(),
    } as const
    expect(await life(() => sink).finish()).toEqual({ complete: true })
    expect([sink.open, sink.deliver, sink.close].map(call => call.mock.calls.length)).toEqual([0, 0, 0])
  })

  it('passes over the kinds that a sink does not take', async () => {
    const memory = new MemorySink({ kinds: ['metric'] })
    const first = life(() => memory)
    await first.finish()
    expect(memory.records).toEqual([])
    expect(cursor('memory')).toMatchObject({ offset: journal.end })
    journal.append([...points(0, 2), { kind: 'alert', time: 1, title: 'x', level: 'info' }, ...points(2, 1)])
    await life(() => memory).finish()
    expect(stepsOf(memory.records)).toEqual([0, 1, 2])
  })

  it('trap 7: a sink that throws once goes on', async () => {
    let calls = 0
    const memory = new MemorySink({
      onDeliver: () => {
        if (++calls === 1) throw new Error('once')
      },
    })
    const { courier, clock, told } = life(() => memory)
    journal.append(points(0, 10))
    courier.notify()
    await clock.advance(10_000)
    expect(memory.records).toEqual(journal.records)
    expect(courier.stats()).toMatchObject({ delivered: 11, failures: 1, state: 'idle', lag: 0 })
    expect(told).toEqual([])
  })

  it('trap 7: a slow sink does not hold up the others', async () => {
    const slow: Sink = { id: 'slow', redelivery: 'duplicated', deliver: () => new Promise(() => {}) }
    const memory = new MemorySink()
    const [first, second] = [life(() => slow), life(() => memory)]
    journal.append(points(0, 10))
    for (const { courier } of [first, second]) courier.notify()
    await first.clock.advance(1000)
    await second.clock.advance(1000)
    expect(memory.records).toHaveLength(11)
    expect(first.courier.stats()).toMatchObject({ delivered: 0, state: 'delivering', lag: journal.end })
  })

  it('trap 6: the journal is the queue: nothing is dropped however much waits, and the lag shows it', async () => {
    const tracker = new Tracker()
    tracker.network = 'down'
    let most = 0
    const { courier, clock } = life(() => ({
      id: 'tracker',
      redelivery: 'duplicated',
      deliver: batch => ((most = Math.max(most, batch.records.length)), tracker.request(batch)),
    }))
    for (let i = 0; i < 100; i++) {
      journal.append(points(i * 1000, 1000))
      courier.notify()
    }
    await clock.advance(120_000)
    expect(courier.stats()).toMatchObject({ delivered: 0, lag: journal.end, state: 'broken' })
    tracker.network = 'up'
    await settle(courier.flush(600_000), clock)
    expect(stepsOf(tracker.received)).toEqual(Array.from({ length: 100_000 }, (_, step) => step))
    expect(most).toBeLessThan(532)
  })

  it.each([
    ['from the start', ['down', 'up']],
    ['in the middle', ['up', 'down', 'up']],
    ['twice', ['up', 'silent', 'up', 'down', 'up']],
  ] as const)('trap 26: the network is away for 40 minutes %s', async (_, phases) => {
    const tracker = new Tracker()
    const { courier, clock, told } = life(trackerSink(tracker))
    let step = 0
    for (const phase of phases) {
      tracker.network = phase
      for (let minute = 0; minute < 40; minute++) {
        journal.append(points((step += 5) - 5, 5))
        courier.notify()
        await clock.advance(60_000)
      }
    }
    await clock.advance(180_000)
    expect(stepsOf(tracker.received)).toEqual(stepsOf(journal.records))
    // one warning and one word of relief for each outage, no flood
    expect(told).toHaveLength(phases.filter(phase => phase !== 'up').length * 2)
    expect(getIntegrationErrorStats()['sink:tracker']?.breaker).toBe('closed')
  })

  it('trap 26: the network is away at finish: it ends soon and says so, and the next process delivers', async () => {
    const tracker = new Tracker()
    const first = life(trackerSink(tracker))
    journal.append(points(0, 10))
    tracker.network = 'down'
    const outcome = await first.finish(30_000)
    expect(outcome).toEqual({ complete: false, reason: 'Error: connection refused' })
    expect(first.clock.now() - 1_000_000).toBeLessThan(30_000)
    tracker.network = 'up'
    resetIntegrationErrorStats()
    expect(await life(trackerSink(tracker)).finish()).toEqual({ complete: true })
    expect(tracker.received).toEqual(journal.records)
  })

  it('tries once more at finish, however open the breaker is', async () => {
    const tracker = new Tracker()
    const { courier, clock } = life(trackerSink(tracker))
    tracker.network = 'down'
    courier.notify()
    await clock.advance(30_000)
    expect(courier.stats().state).toBe('broken')
    tracker.network = 'up'
    const outcome = courier.finish(30_000)
    await clock.advance(1)
    expect(await outcome).toEqual({ complete: true })
    expect(tracker.received).toEqual(journal.records)
  })

  it('finishes by its deadline with a sink that never answers nor heeds its signal', async () => {
    const sink: Sink = {
      id: 'tracker',
      redelivery: 'duplicated',
      deliver: () => new Promise(() => {}),
      close: () => new Promise(() => {}),
    }
    const first = life(() => sink)
    const outcome = first.courier.finish(10_000)
    await first.clock.advance(10_000)
    expect(await outcome).toMatchObject({ complete: false })
    expect(first.courier.stats().state).toBe('closed')
    expect(existsSync(join(folder.path, 'cursors', 'tracker.json'))).toBe(false)
  })

  it('contains what open, flush and close throw', async () => {
    const broken = async (): Promise<void> => {
      throw new Error('no')
    }
    const unopened = life(() => ({ id: 'a', redelivery: 'duplicated', open: broken, deliver: async () => {} }))
    expect(await unopened.finish()).toEqual({ complete: false, reason: 'Error: no' })
    const delivered: number[] = []
    const unclosed = life(() => ({
      id: 'b',
      redelivery: 'duplicated',
      deliver: async batch => void delivered.push(batch.records.length),
      flush: broken,
      close: broken,
    }))
    await expect(settle(unclosed.courier.flush(1000), unclosed.clock)).rejects.toThrow('no')
    expect(await unclosed.finish()).toEqual({ complete: true, reason: 'Error: no' })
    expect(delivered).toEqual([1])
  })

  it('rejects a flush after its time, and goes on delivering', async () => {
    const tracker = new Tracker()
    tracker.network = 'down'
    const { courier, clock } = life(trackerSink(tracker))
    await expect(settle(courier.flush(2000), clock)).rejects.toThrow(
      'flushing the sink tracker: not done within 2000 ms',
    )
    tracker.network = 'up'
    await clock.advance(60_000)
    expect(tracker.received).toEqual(journal.records)
  })

  it.each([
    ['named by the sink', true],
    ['found by halving', false],
  ])('sets a poison record aside, %s', async (_, names) => {
    const tracker = new Tracker({ recognises: false, names })
    for (const step of [0, 7, 8, 99]) tracker.poison.add(step)
    const { courier, told, clock } = life(trackerSink(tracker))
    journal.append(points(0, 100))
    expect(await settle(courier.finish(10_000), clock)).toEqual({ complete: true })
    const good = stepsOf(journal.records).filter(step => !tracker.poison.has(step))
    expect(stepsOf(tracker.received)).toEqual(good)
    expect(poisonedSteps(folder.path, 'tracker')).toEqual([0, 7, 8, 99])
    expect(courier.stats()).toMatchObject({ delivered: 97, poisoned: 4, failures: 0, lag: 0 })
    expect(told).toEqual([expect.stringContaining('can not take a record')])
    expect(tracker.offsets).toEqual([...new Set(tracker.offsets)].sort((a, b) => a - b))
    expect(tracker.offsets.every(offset => offset <= journal.end)).toBe(true)
  })

  it('takes an index outside the batch for "one of these"', async () => {
    const memory = new MemorySink({
      onDeliver: ({ records }) => {
        if (stepsOf(records).includes(3)) throw new PoisonRecordError(1000, 'bad')
      },
    })
    const first = life(() => memory)
    journal.append(points(0, 6))
    await first.finish()
    expect(stepsOf(memory.records)).toEqual([0, 1, 2, 4, 5])
  })

  it('goes on behind the part that was delivered when the process ends in the middle of a batch', async () => {
    const tracker = new Tracker({ recognises: false, names: false })
    tracker.poison.add(60)
    journal.append(points(0, 100))
    let requests = 0
    const first = life(() => ({
      id: 'tracker',
      redelivery: 'duplicated',
      deliver: async batch => {
        // whole, then its first half; then nothing is heard any more
        if (++requests > 2) throw new Error('connection lost')
        return tracker.request(batch)
      },
    }))
    expect(await first.finish()).toMatchObject({ complete: false })
    expect(cursor()).toMatchObject({ offset: 0, skip: 50 })
    resetIntegrationErrorStats()
    // smaller batches than those of the first process
    await life(trackerSink(tracker), { batchRecords: 20 }).finish()
    expect(stepsOf(tracker.received)).toEqual(stepsOf(journal.records).filter(step => step !== 60))
  })

  it('refuses a second courier on the same cursor, and delivers when the first is gone', async () => {
    const tracker = new Tracker()
    const first = life(trackerSink(tracker))
    await settle(first.courier.flush(1000), first.clock)
    const lock = join(folder.path, 'cursors', 'tracker.lock')
    const held = readFileSync(lock)
    const second = life(trackerSink(tracker))
    writeFileSync(lock, held)
    expect(() => second.courier.claim()).toThrow(/tracker\.json: this process delivers this run to this sink already/)
    journal.append(points(0, 3))
    second.courier.notify()
    await second.clock.advance(5000)
    expect(second.courier.stats()).toMatchObject({ delivered: 0, state: 'waiting' })
    await first.finish()
    await second.clock.advance(20_000)
    expect(tracker.received).toEqual(journal.records)
  })

  it('starts over with a damaged cursor where that duplicates nothing, and stops where it would', async () => {
    const memory = new MemorySink()
    await life(() => memory).finish()
    const tracker = new Tracker()
    await life(trackerSink(tracker)).finish()
    for (const sink of ['memory', 'tracker'])
      writeFileSync(join(folder.path, 'cursors', `${sink}.json`), '{"version":1')
    journal.append(points(0, 2))
    expect(await life(() => memory).finish()).toEqual({ complete: true })
    expect(memory.records).toEqual(journal.records)
    expect(await life(trackerSink(tracker)).finish()).toMatchObject({
      complete: false,
      reason: expect.stringContaining('can not be read'),
    })
    expect(tracker.received).toHaveLength(1)
  })

  it('goes on from the end when the journal lost its tail', async () => {
    const tracker = new Tracker()
    journal.append(points(0, 40))
    await life(trackerSink(tracker)).finish()
    journal = new MemoryJournal()
    journal.append([open(), ...points(0, 10)])
    const { courier, clock, told } = life(trackerSink(tracker))
    courier.claim()
    expect(told).toEqual([expect.stringContaining('lost its tail')])
    journal.append(points(10, 2))
    expect(await settle(courier.finish(1000), clock)).toEqual({ complete: true })
    expect(stepsOf(tracker.received).slice(-2)).toEqual([10, 11])
  })
})
