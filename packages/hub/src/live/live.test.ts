import { ManualClock } from '@seetrain/core/testing'
import type { LiveFeed, RunChange } from './live-feed.ts'
import { liveStream } from './live-stream.ts'
import { PendingChanges } from './pending-changes.ts'

const change = (runId: string, metrics: string[] = [], kinds: string[] = []): RunChange => ({
  runId,
  metrics,
  systemKeys: [],
  kinds,
})

describe('pending changes', () => {
  it('become one per run', () => {
    const pending = new PendingChanges()
    pending.add(change('a', ['loss'], ['config']))
    pending.add(change('b', ['acc']))
    pending.add(change('a', ['acc', 'loss']))
    expect(pending.take()).toEqual({
      runs: [
        { runId: 'a', metrics: ['loss', 'acc'], systemKeys: [], kinds: ['config'] },
        { runId: 'b', metrics: ['acc'], systemKeys: [], kinds: [] },
      ],
    })
    expect(pending.isEmpty).toBe(true)
  })

  it('stay small, however much changes while nobody takes them', () => {
    const pending = new PendingChanges()
    for (let run = 0; run < 5000; run++) pending.add(change(`run-${run}`, ['loss']))
    expect(pending.take()).toBe('reset')
    expect(pending.isEmpty).toBe(true)
    pending.add(
      change(
        'a',
        Array.from({ length: 30_000 }, (_, index) => `key-${index}`),
      ),
    )
    expect(pending.take()).toBe('reset')
    pending.add(change('a'))
    expect(pending.take()).toMatchObject({ runs: [{ runId: 'a' }] })
  })
})

class ManualFeed implements LiveFeed {
  readonly listeners = new Set<(change: RunChange) => void>()

  subscribe(listener: (change: RunChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async refresh(): Promise<void> {}

  tell(...changes: RunChange[]): void {
    for (const change of changes) for (const listener of this.listeners) listener(change)
  }
}

describe('a live stream', () => {
  const open = (runs?: string[]) => {
    const feed = new ManualFeed()
    const clock = new ManualClock()
    const ending = new AbortController()
    let closed = 0
    const stream = liveStream({
      feed,
      clock,
      runs: runs && new Set(runs),
      hello: { version: '1' },
      signal: ending.signal,
      onClose: () => void closed++,
    })
    const reader = stream.getReader()
    const read = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
    return { feed, clock, ending, reader, read, closed: () => closed }
  }

  it('greets, then tells what changed within a tenth of a second as one event', async () => {
    const { feed, clock, read } = open()
    expect(await read()).toBe('event: hello\ndata: {"version":"1"}\n\n')
    feed.tell(change('a', ['loss']), change('a', ['acc']))
    await clock.advance(100)
    expect(await read()).toBe(
      'event: change\ndata: {"runs":[{"runId":"a","metrics":["loss","acc"],"systemKeys":[],"kinds":[]}]}\n\n',
    )
  })

  it('tells of the runs that were asked for alone', async () => {
    const { feed, clock, read } = open(['b'])
    await read()
    feed.tell(change('a', ['loss']), change('b', ['loss']))
    await clock.advance(100)
    expect(await read()).toContain('"runId":"b"')
  })

  it('gathers while nobody reads, instead of queueing', async () => {
    const { feed, clock, read, reader } = open()
    for (let round = 0; round < 50; round++) {
      feed.tell(change('a', [`key-${round}`]))
      await clock.advance(100)
    }
    const events: string[] = []
    for (let keys = 0; keys < 50; keys = events.join('').match(/key-/g)?.length ?? 0) {
      events.push(await read())
      await clock.advance(100)
    }
    expect(events.length).toBeLessThan(10)
    await reader.cancel()
  })

  it('says that it is still there when nothing happens', async () => {
    const { clock, read } = open()
    await read()
    await clock.advance(15_000)
    expect(await read()).toBe(': still here\n\n')
  })

  it('lets go of everything when the reader leaves, and when the hub ends', async () => {
    const left = open()
    await left.reader.cancel()
    const ended = open()
    await ended.read()
    ended.ending.abort()
    expect((await ended.reader.read()).done).toBe(true)
    expect([left.feed.listeners.size, left.closed(), ended.feed.listeners.size, ended.closed()]).toEqual([0, 1, 0, 1])
  })
})
