import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { confusionMatrix, prCurve, rocCurve } from './classification-plots.ts'
import { precisionRecallOf, rank, rocOf } from './classification-curves.ts'
import { barPlot, linePlot, scatterPlot } from './plot-charts.ts'
import type { Plot } from './plot.ts'

const blobs = new MemoryBlobStore()
const encode = (plot: Plot) => only(plot.encode({ blobs, maxBytes: 1e7 }))
const read = (plot: Plot) => JSON.parse(new TextDecoder().decode(blobs.get(encode(plot).blob.sha256)))
const valuesOf = (plot: Plot) => encode(plot).details.values

describe('linePlot, barPlot, scatterPlot', () => {
  test('a line is drawn over its index', () => {
    const spec = read(linePlot([5, 6], { title: 'loss', yTitle: 'nats', caption: 'c' }))
    expect(spec).toMatchObject({
      $schema: expect.stringContaining('vega-lite'),
      title: 'loss',
      mark: { type: 'line' },
      encoding: { y: { title: 'nats' } },
    })
    expect(spec.data.values).toEqual([
      { series: 'value', x: 0, y: 5 },
      { series: 'value', x: 1, y: 6 },
    ])
    expect(spec.encoding.color).toBeUndefined()
  })

  test('several lines have a legend, and share x', () => {
    const spec = read(linePlot({ a: [1, 2], b: Float32Array.of(3, NaN) }, { x: [10, 20] }))
    expect(spec.data.values.map(Object.values)).toEqual([
      ['a', 10, 1],
      ['a', 20, 2],
      ['b', 10, 3],
      ['b', 20, null],
    ])
    expect(spec.encoding.color).toMatchObject({ field: 'series' })
  })

  test('bars keep their order', () => {
    const spec = read(barPlot({ zebra: 3, ant: 5 }))
    expect(spec.data.values).toEqual([
      { label: 'zebra', value: 3 },
      { label: 'ant', value: 5 },
    ])
    expect(spec.encoding.x.sort).toBeNull()
  })

  test('dots have the colour of their group', () => {
    const spec = read(scatterPlot([1, 2], [3, 4], { groups: ['a', 'b'] }))
    expect(spec.data.values).toEqual([
      { x: 1, y: 3, series: 'a' },
      { x: 2, y: 4, series: 'b' },
    ])
  })

  test('nothing to draw is an empty chart', () => {
    expect(read(linePlot([])).data.values).toEqual([])
    expect(read(barPlot({})).data.values).toEqual([])
    expect(read(scatterPlot([], [])).data.values).toEqual([])
  })

  test.each([
    [() => linePlot('x' as never), 'linePlot'],
    [() => linePlot({ a: 'x' } as never), 'linePlot.a'],
    [() => linePlot([1], { x: [1, 2] }), 'linePlot.value'],
    [() => linePlot([1], { colour: 'red' } as never), 'linePlot.colour'],
    [() => barPlot([1] as never), 'barPlot'],
    [() => barPlot({ a: 'x' } as never), 'barPlot.a'],
    [() => scatterPlot([1], [1, 2]), 'scatterPlot.y'],
    [() => scatterPlot([1], [1], { groups: [] }), 'scatterPlot.groups'],
  ])('%# is refused, naming the argument', (make, field) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }))
  })
})

const bools = (text: string) => [...text].map(letter => letter === '1')

describe('rocOf and precisionRecallOf', () => {
  // known results, as scikit-learn gives them for these examples
  const truth = bools('0011')
  const scores = [0.1, 0.4, 0.35, 0.8]

  test('give the known curve of four examples (trap 29)', () => {
    expect(rocOf(rank(truth, scores))).toEqual({
      falsePositiveRate: [0, 0, 0.5, 0.5, 1],
      truePositiveRate: [0, 0.5, 0.5, 1, 1],
      thresholds: [Infinity, 0.8, 0.4, 0.35, 0.1],
      auc: 0.75,
    })
    const { precision, recall, averagePrecision } = precisionRecallOf(rank(truth, scores))
    expect(precision).toEqual([1, 1, 0.5, 2 / 3, 0.5])
    expect(recall).toEqual([0, 0.5, 0.5, 1, 1])
    expect(averagePrecision).toBeCloseTo(0.8333333333333333, 12)
  })

  test('equal scores share one threshold, whatever their order', () => {
    const tied = [0.5, 0.5, 0.5, 0.5]
    for (const order of ['0011', '1100', '0101']) {
      expect(rocOf(rank(bools(order), tied))).toMatchObject({
        falsePositiveRate: [0, 1],
        truePositiveRate: [0, 1],
        auc: 0.5,
      })
      expect(precisionRecallOf(rank(bools(order), tied)).averagePrecision).toBe(0.5)
    }
  })

  test('the area is the share of pairs in the right order, ties counting half', () => {
    const positive = Array.from({ length: 200 }, (_, i) => (i * 7919) % 13 < 5)
    const scores = positive.map((yes, i) => ((i * 31) % 17) + (yes ? 2 : 0))
    let won = 0
    let pairs = 0
    for (const [i, a] of scores.entries()) {
      for (const [j, b] of scores.entries()) {
        if (!positive[i] || positive[j]) continue
        pairs++
        won += a > b ? 1 : a === b ? 0.5 : 0
      }
    }
    expect(rocOf(rank(positive, scores)).auc).toBeCloseTo(won / pairs, 12)
  })

  test('infinite scores are the ends, NaN is left out and counted', () => {
    const ranking = rank(bools('0110'), [-Infinity, Infinity, NaN, 0])
    expect(ranking).toMatchObject({ skipped: 1, positives: 1, negatives: 2 })
    expect(rocOf(ranking).auc).toBe(1)
  })

  test.each(['0000', '1111', ''])('truth %j of one class has a defined curve and no area (trap 29)', text => {
    const ranking = rank(bools(text), [1, 2, 3, 4].slice(0, text.length))
    const { auc, falsePositiveRate, truePositiveRate } = rocOf(ranking)
    expect(auc).toBeNaN()
    expect([...falsePositiveRate, ...truePositiveRate].every(Number.isFinite)).toBe(true)
    expect(precisionRecallOf(ranking).averagePrecision).toBe(text === '1111' ? 1 : NaN)
  })
})

describe('rocCurve and prCurve', () => {
  test('keep their areas beside the plot', () => {
    expect(valuesOf(rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]))).toEqual({ auc: 0.75 })
    expect(valuesOf(prCurve([false, false, true, true], Float32Array.of(0.1, 0.4, 0.35, 0.8)))).toEqual({
      averagePrecision: expect.closeTo(5 / 6, 10),
    })
    expect(valuesOf(rocCurve(['no', 'yes'], [0, 1], { positive: 'yes' }))).toEqual({ auc: 1 })
    expect(valuesOf(rocCurve([0, 1, 1], [0, 1, NaN]))).toEqual({ auc: 1, skipped: 1 })
  })

  test('rows of scores give a curve per class', () => {
    const scores = [
      [0.8, 0.1, 0.1],
      [0.2, 0.7, 0.1],
      [0.1, 0.2, 0.7],
      [0.5, 0.3, 0.2],
    ]
    const byNumber = rocCurve([0, 1, 2, 1], scores)
    expect(valuesOf(byNumber)).toEqual({ 'auc/0': 1, 'auc/1': 1, 'auc/2': 1 })
    expect(new Set(read(byNumber).data.values.map((point: { series: string }) => point.series))).toEqual(
      new Set(['0', '1', '2']),
    )
    expect(valuesOf(rocCurve(['a', 'b', 'c', 'b'], scores, { labels: ['a', 'b', 'c'] }))).toEqual({
      'auc/a': 1,
      'auc/b': 1,
      'auc/c': 1,
    })
    expect(valuesOf(rocCurve([0, 1, 2, 1], scores, { labels: ['a', 'b', 'c'] }))).toEqual({
      'auc/a': 1,
      'auc/b': 1,
      'auc/c': 1,
    })
  })

  test('a long curve is drawn with a bounded number of points, its area is exact', () => {
    const truth = Array.from({ length: 20_000 }, (_, i) => i % 2)
    const plot = rocCurve(
      truth,
      truth.map((yes, i) => i / 20_000 + yes),
    )
    expect(read(plot).data.values).toHaveLength(1000)
    expect(valuesOf(plot)).toEqual({ auc: 1 })
  })

  test.each([
    [() => rocCurve([0, 1], [1]), 'scores'],
    [() => rocCurve([0, 1], ['a', 'b']), 'scores'],
    [() => rocCurve([0, 2], [0, 1]), 'truth[1]'],
    [() => rocCurve('x', [0, 1]), 'truth'],
    [
      () =>
        rocCurve(
          [0, 1],
          [
            [0, 1],
            [1, 0],
          ],
          { labels: ['a'] },
        ),
      'labels',
    ],
    [
      () =>
        rocCurve(
          [0, 3],
          [
            [0, 1],
            [1, 0],
          ],
        ),
      'truth[1]',
    ],
    [() => rocCurve([0, 1], [0, 1], { colour: 1 } as never), 'rocCurve.colour'],
  ])('%# is refused, naming the argument', (make, field) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }))
  })
})

describe('confusionMatrix', () => {
  const cells = (plot: Plot) =>
    read(plot).data.values.map((cell: { actual: string; predicted: string; count: number }) => [
      cell.actual,
      cell.predicted,
      cell.count,
    ])

  test('counts a row per true class and a column per predicted one', () => {
    const plot = confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2])
    expect(cells(plot).map(([, , count]: [string, string, number]) => count)).toEqual([2, 0, 0, 0, 0, 1, 1, 0, 2])
    expect(valuesOf(plot)).toEqual({ accuracy: 4 / 6, count: 6 })
  })

  test('labels give the order, and classes that do not occur', () => {
    expect(cells(confusionMatrix(['a', 'b'], ['a', 'a'], ['b', 'a', 'c'])).slice(0, 4)).toEqual([
      ['b', 'b', 0],
      ['b', 'a', 1],
      ['b', 'c', 0],
      ['a', 'b', 0],
    ])
  })

  test('labels may name class numbers', () => {
    expect(cells(confusionMatrix([0, 1], Int32Array.of(1, 1), ['cat', 'dog']))).toEqual([
      ['cat', 'cat', 0],
      ['cat', 'dog', 1],
      ['dog', 'cat', 0],
      ['dog', 'dog', 1],
    ])
  })

  test('classes are in the order of numbers, not of words', () => {
    expect(cells(confusionMatrix([10, 9], [10, 9])).map(([actual]: [string]) => actual)).toEqual(['9', '9', '10', '10'])
  })

  test('no examples have no accuracy', () => {
    expect(valuesOf(confusionMatrix([], []))).toEqual({ accuracy: NaN, count: 0 })
  })

  test.each([
    [() => confusionMatrix([1], [1, 2]), 'predicted'],
    [() => confusionMatrix(['a'], ['z'], ['a', 'b']), 'predicted[0]'],
    [() => confusionMatrix([5], [0], ['a', 'b']), 'truth[0]'],
    [() => confusionMatrix({}, []), 'truth'],
  ])('%# is refused, naming the argument', (make, field) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }))
  })
})
