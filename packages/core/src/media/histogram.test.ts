import fc from 'fast-check'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { binValues } from './histogram-bins.ts'
import { Histogram, type HistogramOptions } from './histogram.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: HistogramOptions) => only(new Histogram(data, options).encode(context))

test('counts what lies from one edge to below the next, the last bin its upper edge too', () => {
  const { edges, counts } = binValues([0, 0.5, 1, 1.5, 2, 3, 4], 4)
  expect(edges).toEqual([0, 1, 2, 3, 4])
  expect(counts).toEqual([2, 2, 1, 2])
})

test('each value lies in the bin that its edges say', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      fc.integer({ min: 1, max: 512 }),
      (values, bins) => {
        const { edges, counts, outside } = binValues(values, bins)
        expect(counts).toHaveLength(bins)
        expect(edges).toHaveLength(bins + 1)
        expect(outside).toBe(0)
        const expected = counts.map((_, i) => {
          const [low, high] = [Number(edges[i]), Number(edges[i + 1])]
          return values.filter(value => value >= low && (i === bins - 1 ? value <= high : value < high)).length
        })
        expect(counts).toEqual(expected)
        expect(edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > Number(edges[i - 1])))).toBe(true)
      },
    ),
  )
})

test('NaN and infinities are counted apart and change no bin (trap 29)', () => {
  const clean = binValues([1, 2, 3], 3)
  expect(binValues([NaN, 1, Infinity, 2, -Infinity, 3, NaN], 3)).toEqual({
    ...clean,
    nan: 2,
    positiveInfinity: 1,
    negativeInfinity: 1,
  })
})

test('mean and deviation are those of the finite values', () => {
  expect(binValues([2, 4, 4, 4, 5, 5, 7, 9], 4)).toMatchObject({ count: 8, min: 2, max: 9, mean: 5, std: 2 })
  expect(binValues([1e15 + 1, 1e15 + 2, 1e15 + 3], 4).std).toBeCloseTo(Math.sqrt(2 / 3), 12)
})

test.each([
  ['a constant', [3, 3, 3], [2.5, 3.5]],
  ['a constant of great size', [1e300, 1e300], [1e300 - 1e294, 1e300 + 1e294]],
  ['the greatest number', [Number.MAX_VALUE], [Number.MAX_VALUE * (1 - 1e-6), Number.MAX_VALUE]],
  ['the whole range of numbers', [-Number.MAX_VALUE, Number.MAX_VALUE], [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ['two neighbours', [1, 1 + Number.EPSILON], [0.5, 1.5]],
  ['the smallest number', [0, Number.MIN_VALUE], [-0.5, 0.5]],
  ['nothing', [], [0, 1]],
  ['no finite value', [NaN, Infinity], [0, 1]],
])('%s has bins (trap 29)', (_name, values, [low, high]) => {
  const { edges, counts, count } = binValues(values, 64)
  expect(edges[0]).toBeCloseTo(Number(low), 10)
  expect(Number(edges[64]) / Number(high)).toBeCloseTo(1, 10)
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(count)
})

test('without finite values there is no minimum, and no NaN', () => {
  expect(binValues([NaN], 1)).toEqual({
    edges: [0, 1],
    counts: [0],
    outside: 0,
    count: 0,
    nan: 1,
    positiveInfinity: 0,
    negativeInfinity: 0,
  })
})

test('values outside a given range are counted', () => {
  expect(encode([-1, 0, 1, 2, 5], { bins: 2, range: [0, 2] }).details).toMatchObject({
    edges: [0, 1, 2],
    counts: [1, 2],
    outside: 2,
    count: 5,
  })
})

test.each([
  ['an array', [1, 2]],
  ['a typed array', Float32Array.of(1, 2)],
  ['bigints', BigInt64Array.of(1n, 2n)],
  ['nested rows', [[1], [2]]],
  ['a tensor', { dataSync: () => Float32Array.of(1, 2), shape: [2], dtype: 'float32' }],
])('%s', (_name, data) => {
  const { details } = encode(data)
  expect(details).toMatchObject({ count: 2, min: 1, max: 2 })
  expect(details.counts).toHaveLength(64)
})

test('counts that were made before are kept', () => {
  const item = encode({ counts: [1, 2.5], edges: [0, 1, 4] }, { caption: 'weights' })
  expect(item).toMatchObject({ caption: 'weights', details: { counts: [1, 2.5], edges: [0, 1, 4], count: 3.5 } })
})

test('the blob holds the same as the details', () => {
  const { blob, details } = encode([1, 2, 3], { bins: 3 })
  expect(blob.mime).toBe('application/vnd.seetrain.histogram+json')
  expect(JSON.parse(new TextDecoder().decode(blobs.get(blob.sha256)))).toEqual(details)
})

test.each([
  ['words', {}, 'histogram'],
  [null, {}, 'histogram'],
  [['a'], {}, 'histogram'],
  [[1], { bins: 0 }, 'histogram.bins'],
  [[1], { bins: 513 }, 'histogram.bins'],
  [[1], { range: [0, 0] }, 'histogram.range'],
  [[1], { range: [0, NaN] }, 'histogram.range'],
  [[1], { bin: 3 }, 'histogram.bin'],
  [{ counts: [1], edges: [0] }, {}, 'histogram.edges'],
  [{ counts: [1], edges: [1, 0] }, {}, 'histogram.edges[1]'],
  [{ counts: [-1], edges: [0, 1] }, {}, 'histogram.counts[0]'],
  [{ counts: [NaN], edges: [0, 1] }, {}, 'histogram.counts[0]'],
  [{ counts: 'x', edges: [0, 1] }, {}, 'histogram.counts'],
  [{ counts: new Float32Array(513), edges: Array.from({ length: 514 }, (_, i) => i) }, {}, 'histogram.counts'],
  [{ counts: [1], edges: [0, 1] }, { bins: 3 }, 'histogram.bins'],
])('%p with %p is refused, naming %s', (data, options, field) => {
  expect(() => new Histogram(data, options as HistogramOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})
