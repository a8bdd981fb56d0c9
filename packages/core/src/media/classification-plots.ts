import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { precisionRecallOf, rank, readLabels, readScores, rocOf, type Ranking } from './classification-curves.ts'
import { checkOptions } from './options.ts'
import { axis, chart, legend, type ChartOptions } from './plot-charts.ts'
import type { Plot } from './plot.ts'

type Label = string | number | boolean

export interface CurveOptions extends Pick<ChartOptions, 'title' | 'caption'> {
  /** Names of the columns of scores, in their order; also the labels used in truth. */
  labels?: readonly Label[]
  /** Which label of truth counts as positive, with one score per example. */
  positive?: Label
}

interface Point {
  series: string
  x: number
  y: number
  threshold: number
  place: number
}

const KNOWN = ['title', 'caption', 'labels', 'positive']
// more points than that draw the same line
const MAX_POINTS = 1000

/** True positive rate over false positive rate, with the area under the curve. */
export function rocCurve(truth: unknown, scores: unknown, options?: CurveOptions): Plot {
  return drawCurves('rocCurve', truth, scores, options, ['False positive rate', 'True positive rate'], ranking => {
    const { falsePositiveRate, truePositiveRate, thresholds, auc } = rocOf(ranking)
    return { name: 'auc', area: auc, x: falsePositiveRate, y: truePositiveRate, thresholds }
  })
}

/** Precision over recall, with the average precision. */
export function prCurve(truth: unknown, scores: unknown, options?: CurveOptions): Plot {
  return drawCurves('prCurve', truth, scores, options, ['Recall', 'Precision'], ranking => {
    const { recall, precision, thresholds, averagePrecision } = precisionRecallOf(ranking)
    return { name: 'averagePrecision', area: averagePrecision, x: recall, y: precision, thresholds }
  })
}

interface Curve {
  name: string
  area: number
  x: number[]
  y: number[]
  thresholds: number[]
}

function drawCurves(
  what: string,
  truth: unknown,
  scores: unknown,
  options: CurveOptions | undefined,
  [xTitle, yTitle]: [string, string],
  compute: (ranking: Ranking) => Curve,
): Plot {
  const checked = checkOptions(what, options, KNOWN)
  const numbers: { [name: string]: number } = {}
  const classes = readScores(truth, scores, options?.labels, options?.positive)
  const values = classes.flatMap(({ label, isPositive, scores: column }) => {
    const ranking = rank(isPositive, column)
    const curve = compute(ranking)
    const suffix = classes.length > 1 ? `/${label}` : ''
    numbers[curve.name + suffix] = curve.area
    if (ranking.skipped > 0) numbers[`skipped${suffix}`] = ranking.skipped
    return pointsOf(label, curve)
  })
  const unit = { scale: { domain: [0, 1] } }
  const encoding = {
    x: axis('x', 'quantitative', xTitle, unit),
    y: axis('y', 'quantitative', yTitle, unit),
    color: legend(values),
    order: { field: 'place', type: 'quantitative' },
  }
  return chart(values, { type: 'line', tooltip: true }, checked, encoding, numbers)
}

function pointsOf(series: string, { x, y, thresholds }: Curve): Point[] {
  const all = x.map((left, place) => ({
    series,
    x: left,
    y: y[place] as number,
    threshold: thresholds[place] as number,
    place,
  }))
  const last = all.length - 1
  if (last < MAX_POINTS) return all
  return Array.from({ length: MAX_POINTS }, (_, i) => all[Math.round((i * last) / (MAX_POINTS - 1))] as Point)
}

/** Counts of predictions by true class. Without labels, the classes are those that occur, in order. */
export function confusionMatrix(
  truth: unknown,
  predicted: unknown,
  labels?: readonly Label[],
  options?: Pick<ChartOptions, 'title' | 'caption'>,
): Plot {
  const checked = checkOptions('confusionMatrix', options, ['title', 'caption'])
  const actual = readLabels('truth', truth)
  const guessed = readLabels('predicted', predicted)
  if (actual.length !== guessed.length) {
    throw new InvalidArgumentError('predicted', predicted, `Give it ${actual.length} labels, one per member of truth.`)
  }
  const { counts, names } = countPairs(actual, guessed, labels)
  const values = counts.flatMap((row, i) => row.map((count, j) => ({ actual: names[i], predicted: names[j], count })))
  const correct = counts.reduce((sum, row, i) => sum + (row[i] as number), 0)
  return chart(
    values,
    { type: 'rect', tooltip: true },
    checked,
    {
      x: axis('predicted', 'nominal', 'Predicted', { sort: null }),
      y: axis('actual', 'nominal', 'Actual', { sort: null }),
      color: { field: 'count', type: 'quantitative', title: 'Count' },
    },
    { accuracy: correct / actual.length, count: actual.length },
  )
}

/** A row per true class, a column per predicted one. Labels may also be given as names for class numbers. */
function countPairs(
  actual: readonly Label[],
  guessed: readonly Label[],
  labels: readonly Label[] | undefined,
): { counts: number[][]; names: string[] } {
  const known: readonly Label[] = labels ?? [...new Set([...actual, ...guessed])].sort(byValue)
  const byNumber =
    labels !== undefined && [...actual, ...guessed].every(label => typeof label === 'number' && !labels.includes(label))
  const places = new Map<Label, number>(known.map((label, index) => [byNumber ? index : label, index]))
  const place = (field: string, label: Label): number => {
    const found = places.get(label)
    if (found !== undefined) return found
    throw new InvalidArgumentError(field, label, `It is none of the labels: ${known.join(', ')}.`)
  }
  const counts = known.map(() => known.map(() => 0))
  for (const [index, label] of actual.entries()) {
    const row = counts[place(`truth[${index}]`, label)] as number[]
    const column = place(`predicted[${index}]`, guessed[index] as Label)
    row[column] = (row[column] as number) + 1
  }
  return { counts, names: known.map(String) }
}

function byValue(a: Label, b: Label): number {
  return a < b ? -1 : a > b ? 1 : 0
}
