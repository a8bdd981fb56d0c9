import fc from 'fast-check'
import { bucketOf } from '../../../packages/hub/src/store/bucket-of.ts'
import type { Series, SeriesAxis, SeriesQuery } from '../../../packages/hub/src/store/series-query.ts'
import type { StoreSubject } from '../store.ts'
import { columnsOf, Feeder, type TestPoint } from './batches.ts'

/** Enough points for two levels above the chunks of any sensible store. */
const MANY = 300_000

export function seriesCases(subject: StoreSubject): void {
  const read = async (query: Partial<SeriesQuery> = {}): Promise<Series> => {
    const answer = await subject.store.series({ runs: ['run-a'], keys: ['loss'], buckets: 100, ...query })
    expect(answer.series).toHaveLength(1)
    return answer.series[0]!
  }
  const pointsOf = ({ points }: Series): TestPoint[] =>
    Array.from(points!.steps, (step, at) => ({
      step,
      value: points!.values[at]!,
      time: points!.times[at]!,
      ...(points!.epochs && points!.epochs[at] === points!.epochs[at] && { epoch: points!.epochs[at]! }),
    }))

  test('step 0, repeated, decreasing and negative steps, and equal times: all points survive in their order (trap 1)', async () => {
    const steps = [0, 0, 5, 5, 3, -2, 3, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
    const points = steps.map((step, index) => ({ step, value: index, time: 1000 + (index >> 1) }))
    const feeder = new Feeder(() => subject.store)
    for (const point of points) await feeder.points('loss', [point])
    await subject.restart()
    expect(pointsOf(await read())).toEqual(points)
  })

  test('NaN, both infinities, -0, float32, integers and doubles come back as they were (trap 12)', async () => {
    const values = [NaN, Infinity, -Infinity, -0, 0, 1 / 3, Math.fround(1 / 3), 5e-324, Number.MAX_VALUE, 2 ** 53, -7]
    await new Feeder(() => subject.store).points(
      'loss',
      values.map((value, step) => ({ step, value, time: step })),
    )
    expect([...(await read()).points!.values]).toEqual(values)
  })

  test('two writers with the same key stay apart, the main one first (trap 1)', async () => {
    const point = (step: number): TestPoint => ({ step, value: step, time: step })
    await new Feeder(() => subject.store, 'run-a', 'rank-1').points('loss', [point(1), point(2)])
    await new Feeder(() => subject.store, 'run-a', 'alpha').points('loss', [point(9)])
    await new Feeder(() => subject.store).points('loss', [point(1)])
    const { series } = await subject.store.series({ runs: ['run-a'], keys: ['loss'], buckets: 10 })
    expect(series.map(({ writer, total }) => [writer, total])).toEqual([
      ['main', 1],
      ['alpha', 1],
      ['rank-1', 2],
    ])
  })

  test('epochs are kept where points have them, and are an axis', async () => {
    const points: TestPoint[] = [
      { step: 0, value: 1, time: 5 },
      { step: 1, value: 2, time: 6, epoch: 0.5 },
      { step: 2, value: 3, time: 7, epoch: 1 },
    ]
    const feeder = new Feeder(() => subject.store)
    await feeder.points('loss', points.slice(0, 1))
    await feeder.points('loss', points.slice(1))
    expect(pointsOf(await read())).toEqual(points)
    expect(pointsOf(await read({ axis: 'epoch' }))).toEqual(points.slice(1))
  })

  test('samples of the machine are series of their own', async () => {
    const sample = columnsOf('cpu', [{ step: 0, value: 50, time: 1000 }], 'system')
    await new Feeder(() => subject.store).feed({ series: [sample, columnsOf('cpu', [{ step: 4, value: 1, time: 1 }])] })
    expect((await read({ keys: ['cpu'], source: 'system', axis: 'time' })).points!.values[0]).toBe(50)
    expect((await read({ keys: ['cpu'] })).points!.steps[0]).toBe(4)
    expect(await subject.store.systemKeys(['run-a'])).toEqual(['cpu'])
    expect((await subject.store.metrics('run-a')).map(({ key }) => key)).toEqual(['cpu'])
  })

  test('series come in the order of the query, those without points in the range not at all', async () => {
    for (const runId of ['run-a', 'run-b'])
      await new Feeder(() => subject.store, runId).feed({
        series: ['x', 'y'].map((key, at) => columnsOf(key, [{ step: at * 100, value: 1, time: 1 }])),
      })
    const { series } = await subject.store.series({
      runs: ['run-b', 'none', 'run-a'],
      keys: ['y', 'x', 'z'],
      buckets: 10,
    })
    expect(series.map(({ runId, key }) => `${runId} ${key}`)).toEqual(['run-b y', 'run-b x', 'run-a y', 'run-a x'])
    const late = await subject.store.series({ runs: ['run-a'], keys: ['x', 'y'], from: 50, buckets: 10 })
    expect(late).toMatchObject({ from: 50, to: 100, series: [{ key: 'y' }] })
  })

  describe('a long series', () => {
    const shapes: [string, (index: number) => Omit<TestPoint, 'value'>][] = [
      ['with rising steps', index => ({ step: index * 3, time: 1e12 + index * 7 + (index % 5) })],
      [
        'that goes back twice',
        index => ({ step: index % 120_000, time: 1e12 + index * 2, epoch: Math.floor(index / 1000) }),
      ],
      ['whose steps repeat', index => ({ step: index >> 7, time: 1e12 + (index >> 3) })],
    ]
    test.each(shapes)('%s: each bucket is what all of its points say, in any range', async (_, shape) => {
      const points = Array.from({ length: MANY }, (_, index) => ({ ...shape(index), value: valueAt(index) }))
      const feeder = new Feeder(() => subject.store)
      for (let at = 0, size = 1; at < MANY; at += size, size = (size * 7) % 30_011)
        await feeder.points('loss', points.slice(at, at + size))
      await subject.restart()
      const extent = 360_000
      const ranges = [
        {},
        { from: 1000, to: 250_000 },
        { from: 77, to: 88_888 },
        { from: extent - 2000, to: extent },
        { from: 500.5, to: 501.5 },
      ]
      for (const range of ranges) await expectBuckets(points, { buckets: 333, ...range })
      await expectBuckets(points, { axis: 'time', buckets: 1000, from: 1e12 + 5000 })
      if ('epoch' in points[0]!) await expectBuckets(points, { axis: 'epoch', buckets: 77 })
    })

    test('a spike of one point is in the buckets, wherever it is and however few there are', async () => {
      const spikes = [0, 1, 2047, 2048, 131_071, 131_072, 200_000, MANY - 1]
      const values = Float64Array.from({ length: MANY }, (_, index) => Math.sin(index / 1000))
      for (const [order, at] of spikes.entries()) values[at] = 1000 + order
      const points = Array.from(values, (value, step) => ({ step, value, time: step }))
      await new Feeder(() => subject.store).points('loss', points)
      for (const buckets of [1, 10, 1000, 5000]) {
        const { buckets: found } = await read({ buckets })
        for (const [order, at] of spikes.entries()) {
          const inside = spikes.findLastIndex(
            other => bucketOf(other, 0, MANY - 1, buckets) === bucketOf(at, 0, MANY - 1, buckets),
          )
          expect(found!.max[bucketOf(at, 0, MANY - 1, buckets)]).toBe(1000 + Math.max(order, inside))
        }
      }
    })

    const expectBuckets = async (
      points: readonly TestPoint[],
      query: Partial<SeriesQuery> & { buckets: number },
    ): Promise<void> => {
      const answer = await subject.store.series({ runs: ['run-a'], keys: ['loss'], ...query })
      const wanted = naiveBuckets(points, query.axis ?? 'step', answer.from, answer.to, query.buckets)
      const total = wanted.reduce((sum, bucket) => sum + bucket.count, 0)
      const series = answer.series[0]
      expect(series?.total ?? 0).toBe(total)
      if (total <= query.buckets) expect(series?.points?.values.length ?? 0).toBe(total)
      else expectSame(series!, wanted)
    }
  })

  test('any points: as they are when they are few, else in buckets that tell the same as all of them', async () => {
    const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(NaN, Infinity, -Infinity))
    const point = fc.record({ step: fc.integer({ min: -50, max: 50 }), value, time: fc.nat(100) })
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(point, { maxLength: 40 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (parts, buckets) => {
          const runId = `any-${round++}`
          const feeder = new Feeder(() => subject.store, runId)
          for (const part of parts) await feeder.points('loss', part)
          const points = parts.flat()
          const answer = await subject.store.series({ runs: [runId], keys: ['loss'], buckets })
          if (points.length === 0) return expect(answer.series).toEqual([])
          if (points.length <= buckets) return expect(pointsOf(answer.series[0]!)).toEqual(points)
          return expectSame(answer.series[0]!, naiveBuckets(points, 'step', answer.from, answer.to, buckets))
        },
      ),
      { numRuns: 60 },
    )
  })
}

function valueAt(index: number): number {
  if (index % 10_007 === 0) return NaN
  if (index % 50_021 === 0) return index % 2 === 0 ? Infinity : -Infinity
  return Math.round(Math.sin(index / 500) * 1e6) / 64
}

interface NaiveBucket {
  number: number
  count: number
  nan: number
  positiveInfinity: number
  negativeInfinity: number
  min: number
  max: number
  mean: number
  first: number
  last: number
  start: number
  end: number
}

function naiveBuckets(
  points: readonly TestPoint[],
  axis: SeriesAxis,
  from: number,
  to: number,
  count: number,
): NaiveBucket[] {
  const groups = new Map<number, { place: number; value: number }[]>()
  for (const point of points) {
    const place = point[axis]
    if (place === undefined || place < from || place > to) continue
    const number = bucketOf(place, from, to, count)
    const group = groups.get(number)
    if (group === undefined) groups.set(number, [{ place, value: point.value }])
    else group.push({ place, value: point.value })
  }
  return [...groups].sort(([one], [other]) => one - other).map(([number, group]) => naiveBucket(number, group))
}

function naiveBucket(number: number, group: readonly { place: number; value: number }[]): NaiveBucket {
  const values = group.map(point => point.value)
  const finite = values.filter(Number.isFinite)
  const places = group.map(point => point.place)
  const least = (list: readonly number[]): number =>
    list.reduce((one, other) => (other < one ? other : one), list[0] ?? NaN)
  const greatest = (list: readonly number[]): number =>
    list.reduce((one, other) => (other > one ? other : one), list[0] ?? NaN)
  return {
    number,
    count: values.length,
    nan: values.filter(Number.isNaN).length,
    positiveInfinity: values.filter(value => value === Infinity).length,
    negativeInfinity: values.filter(value => value === -Infinity).length,
    min: least(finite),
    max: greatest(finite),
    mean: finite.reduce((sum, value) => sum + value, 0) / finite.length,
    first: values[0]!,
    last: values.at(-1)!,
    start: least(places),
    end: greatest(places),
  }
}

function expectSame({ buckets, points }: Series, wanted: readonly NaiveBucket[]): void {
  expect(points).toBeUndefined()
  const { mean, ...exact } = buckets!
  for (const [name, column] of Object.entries(exact))
    expect({ [name]: [...column] }).toEqual({ [name]: wanted.map(bucket => bucket[name as keyof NaiveBucket]) })
  // the order of summing differs
  for (const [index, bucket] of wanted.entries())
    expect(Number.isNaN(bucket.mean) ? mean[index]! - mean[index]! : mean[index]! - bucket.mean).toEqual(
      Number.isNaN(bucket.mean) ? NaN : expect.closeTo(0, 6),
    )
}
