import type { MetricRecord } from '@seetrain/core'
import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { definition, MemorySink } from './memory.ts'

// what is in memory outlives a process only in a test
const places = new Map<string, MemorySink>()

describeSink('MemorySink', {
  create(folder) {
    const sink = places.get(folder) ?? new MemorySink()
    places.set(folder, sink)
    return sink
  },
  readBack: folder =>
    (places.get(folder)?.records ?? []).filter((record): record is MetricRecord => record.kind === 'metric') as Point[],
  skip: { 'several writers': 'it holds one journal' },
})

describe('MemorySink', () => {
  it('is known by its id, and takes an id, kinds and a function that may refuse', async () => {
    expect(definition.create({})).toBeInstanceOf(MemorySink)
    expect(() => definition.create({ size: 3 })).toThrow('sink memory, option "size": got the number 3')
    const sink = new MemorySink({ id: 'second', kinds: ['alert'], onDeliver: () => Promise.reject(new Error('full')) })
    expect([sink.id, sink.kinds, sink.isOpen, sink.flushes]).toEqual(['second', ['alert'], false, 0])
    const batch = { records: [], offset: 1, writer: 'main', checkpoint() {}, signal: new AbortController().signal }
    await expect(sink.deliver(batch)).rejects.toThrow('full')
  })
})
