import fc from 'fast-check'
import { decodeSeries } from '../../client/decode-series.ts'
import { bucketOf } from '../../store/bucket-of.ts'
import type { JournalBatch } from '../../store/batch.ts'
import { MemoryStore } from '../../store/memory/memory-store.ts'
import { encodeSeries, seriesToJson } from './encode-series.ts'
import { queryBands } from './query-bands.ts'
import { querySeries } from './query-series.ts'
import type { SeriesColumns } from './series-columns.ts'

interface Point {
  step: number
  value: number
  time?: number
}

/** A store with runs that have these points under these keys. */
async function storeOf(runs: { [runId: string]: { [key: string]: Point[] } }, createdAt = 1000): Promise<MemoryStore> {
  const store = new MemoryStore()
  for (const [runId, keys] of Object.entries(runs)) await store.apply(runId, 'main', 0, batchOf(runId, keys, createdAt))
  return store
}

function batchOf(runId: string, keys: { [key: string]: Point[] }, createdAt: number): JournalBatch {
  const writer = { id: 'main', host: 'h', pid: 1, thread: 0 }
  const open = {
    kind: 'open' as const,
    time: createdAt,
    runId,
    project: 'p',
    name: runId,
    createdAt,
    writer,
    resumed: false,
    version: '0',
  }
  return {
    nextOffset: 1,
    lost: 0,
    texts: new Map(),
    records: [open],
    series: Object.entries(keys).map(([key, points]) => ({
      source: 'metric',
      key,
      count: points.length,
      steps: Float64Array.from(points, point => point.step),
      values: Float64Array.from(points, point => point.value),
      times: Float64Array.from(points, (point, index) => point.time ?? createdAt + index),
      epochs: undefined,
    })),
  }
}

const line = (count: number, value: (step: number) => number): Point[] =>
  Array.from({ length: count }, (_, step) => ({ step, value: value(step) }))

describe('series', () => {
  it('are points where they fit, and buckets where they do not', async () => {
    const store = await storeOf({ a: { loss: line(10, step => step / 2), many: line(100, step => step) } })
    const [loss, many] = await querySeries(store, { runs: ['a'], keys: ['loss', 'many'], axis: 'step', buckets: 10 })
    expect(loss).toMatchObject({ form: 'points', total: 10, runId: 'a', key: 'loss', writer: 'main' })
    expect([...loss!.columns['value']!]).toEqual(line(10, step => step / 2).map(point => point.value))
    expect(many).toMatchObject({ form: 'buckets', total: 100, from: 0, to: 99 })
    expect(Object.keys(many!.columns)).toEqual([
      'number',
      'start',
      'end',
      'count',
      'min',
      'max',
      'mean',
      'first',
      'last',
    ])
  })

  it('tell of values that are no numbers, and only then', async () => {
    const store = await storeOf({ a: { loss: line(100, step => (step === 50 ? Number.NaN : step)) } })
    const [loss] = await querySeries(store, { runs: ['a'], keys: ['loss'], axis: 'step', buckets: 10 })
    expect(loss!.columns['nan']!.reduce((sum, count) => sum + count)).toBe(1)
    expect(loss!.columns).not.toHaveProperty('positiveInfinity')
  })

  it('by relative time begin where each run began', async () => {
    const store = new MemoryStore()
    for (const [runId, createdAt] of [
      ['a', 1000],
      ['b', 5000],
    ] as const)
      await store.apply(runId, 'main', 0, batchOf(runId, { loss: line(5, step => step) }, createdAt))
    const series = await querySeries(store, {
      runs: ['a', 'b', 'gone'],
      keys: ['loss'],
      axis: 'relative',
      from: 1,
      to: 3,
      buckets: 10,
    })
    expect(series.map(({ runId, columns }) => [runId, [...columns['x']!]])).toEqual([
      ['a', [1, 2, 3]],
      ['b', [1, 2, 3]],
    ])
  })

  it('by another metric stand where that metric was at their step, or last before', async () => {
    const store = await storeOf({
      a: {
        acc: line(5, step => step * 10),
        seen: [
          { step: 1, value: 100 },
          { step: 3, value: 300 },
        ],
      },
      b: { acc: line(5, step => step) },
    })
    const series = await querySeries(store, { runs: ['a', 'b'], keys: ['acc'], axis: 'metric:seen', buckets: 10 })
    expect(series.map(({ runId }) => runId)).toEqual(['a'])
    expect([...series[0]!.columns['x']!]).toEqual([100, 100, 300, 300])
    expect([...series[0]!.columns['value']!]).toEqual([10, 20, 30, 40])
    const part = await querySeries(store, {
      runs: ['a'],
      keys: ['acc'],
      axis: 'metric:seen',
      from: 200,
      to: 400,
      buckets: 10,
    })
    expect([...part[0]!.columns['value']!]).toEqual([30, 40])
  })

  it('by another metric show more of a part than of the whole: every point of one that is small enough', async () => {
    const length = 20_000
    const store = await storeOf({
      // each run reaches the same number of tokens at other steps
      a: { loss: line(length, step => step), tokens: line(length, step => step * 2) },
      b: { loss: line(length, step => step), tokens: line(length, step => step * 4) },
    })
    const range = { from: 10_000, to: 10_060 }
    const request = { runs: ['a', 'b'], keys: ['loss'], axis: 'metric:tokens', buckets: 50, ...range }
    const [a, b] = await querySeries(store, request)
    expect([a!.form, b!.form]).toEqual(['points', 'points'])
    expect([...a!.columns['value']!]).toEqual(Array.from({ length: 31 }, (_, index) => 5000 + index))
    expect([...a!.columns['x']!]).toEqual(Array.from({ length: 31 }, (_, index) => 10_000 + 2 * index))
    expect([...b!.columns['value']!]).toEqual(Array.from({ length: 16 }, (_, index) => 2500 + index))
    const [none] = await querySeries(store, { ...request, from: -20, to: -10 })
    expect([...none!.columns['start']!]).toEqual([])
  })

  it('by another metric that goes up and down have what lies in the range each time', async () => {
    const store = await storeOf({
      a: { loss: line(3000, step => step), angle: line(3000, step => Math.round(1000 * Math.sin(step / 200))) },
    })
    const [part] = await querySeries(store, {
      runs: ['a'],
      keys: ['loss'],
      axis: 'metric:angle',
      from: 990,
      buckets: 5000,
    })
    const wanted = Array.from({ length: 3000 }, (_, step) => step).filter(
      step => Math.round(1000 * Math.sin(step / 200)) >= 990,
    )
    expect([...part!.columns['value']!]).toEqual(wanted)
  })

  it('by another metric keep their spikes when they come in buckets', async () => {
    const store = await storeOf({
      a: { loss: line(1000, step => (step === 617 ? 1e6 : 0)), tokens: line(1000, step => step * 2) },
    })
    const [loss] = await querySeries(store, { runs: ['a'], keys: ['loss'], axis: 'metric:tokens', buckets: 20 })
    expect(Math.max(...loss!.columns['max']!)).toBe(1e6)
    expect([...loss!.columns['start']!]).toEqual([...loss!.columns['start']!].sort((x, y) => x - y))
  })
})

describe('the binary form', () => {
  // JSON writes -0 as 0, and a place on an axis means nothing else by it
  const place = fc.double().map(value => value + 0)
  const column = fc.float64Array({ maxLength: 20 })
  const series: fc.Arbitrary<SeriesColumns> = fc
    .record({
      runId: fc.string(),
      key: fc.string(),
      writer: fc.string(),
      total: fc.nat(),
      from: place,
      to: place,
      names: fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 4 }),
      first: column,
    })
    .map(({ names, first, ...words }) => ({
      ...words,
      form: 'points' as const,
      columns: Object.fromEntries(names.map((name, shift) => [`${name}.`, first.map(value => value + shift)])),
    }))

  it('gives back what was put in, whatever the names and numbers', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(series, { maxLength: 4 }), (axis, all) => {
        const decoded = decodeSeries(encodeSeries(axis, all).buffer)
        expect(decoded.axis).toBe(axis)
        expect(decoded.series.map(({ length: _, ...rest }) => rest)).toEqual(all)
      }),
    )
  })

  it('is refused when it is something else', () => {
    expect(() => decodeSeries(new TextEncoder().encode('{"error":{}}').buffer)).toThrow('no series answer')
  })

  it('has a form in JSON with the same columns', () => {
    const columns = { x: Float64Array.of(1, Number.NaN) }
    const entry = { runId: 'a', key: 'k', writer: 'main', total: 2, from: 0, to: 1, form: 'points' as const, columns }
    expect(seriesToJson('step', [entry])).toEqual({
      axis: 'step',
      series: [{ ...entry, columns: { x: [1, Number.NaN] } }],
    })
  })
})

describe('bands', () => {
  it('count each run once in each part, and agree with a naive computation', async () => {
    const points = fc.array(fc.record({ step: fc.nat(50), value: fc.integer({ min: -100, max: 100 }) }), {
      minLength: 1,
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(points, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        async (runs, buckets) => {
          const ids = runs.map((_, index) => `r${index}`)
          const store = await storeOf(Object.fromEntries(runs.map((points, index) => [ids[index]!, { loss: points }])))
          const { from, to, bands } = await queryBands(store, {
            groups: [{ name: 'g', runs: ids }],
            keys: ['loss'],
            axis: 'step',
            from: 0,
            to: 50,
            buckets,
          })
          expect([from, to, bands.length]).toEqual([0, 50, 1])
          const wanted = naiveBand(runs, buckets)
          const { columns } = bands[0]!
          expect([...columns['runs']!]).toEqual(wanted.map(part => part.length))
          for (const [index, means] of wanted.entries())
            expect(columns['mean']![index]).toBeCloseTo(means.reduce((sum, mean) => sum + mean) / means.length, 8)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('span the runs of all groups when no range is given, and leave out keys that a group lacks', async () => {
    const store = await storeOf({
      a: { loss: line(10, step => step) },
      b: { loss: line(101, step => step) },
      c: { other: line(3, () => 1) },
    })
    const groups = [
      { name: 'one', runs: ['a'] },
      { name: 'two', runs: ['b'] },
      { name: 'three', runs: ['c'] },
    ]
    const { from, to, bands } = await queryBands(store, { groups, keys: ['loss'], axis: 'step', buckets: 10 })
    expect([from, to]).toEqual([0, 100])
    expect(bands.map(band => band.group)).toEqual(['one', 'two'])
    expect([...bands[0]!.columns['x']!]).toEqual([5])
  })
})

/** For each part that has points, the mean of each run in it. */
function naiveBand(runs: readonly { step: number; value: number }[][], buckets: number): number[][] {
  const parts = Array.from({ length: buckets }, (): number[] => [])
  for (const points of runs) {
    for (const [number, means] of parts.entries()) {
      const own = points.filter(point => bucketOf(point.step, 0, 50, buckets) === number)
      if (own.length > 0) means.push(own.reduce((sum, point) => sum + point.value, 0) / own.length)
    }
  }
  return parts.filter(means => means.length > 0)
}
