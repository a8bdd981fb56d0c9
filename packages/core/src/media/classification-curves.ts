import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { readNumericArray } from './numeric-array.ts'

/** What a model said and what was true, for one class against the rest. */
export interface Ranking {
  /** Cumulated over descending scores, one entry per different score. */
  thresholds: number[]
  truePositives: number[]
  falsePositives: number[]
  positives: number
  negatives: number
  /** Examples without a score (NaN), left out. */
  skipped: number
}

export interface RocCurve {
  falsePositiveRate: number[]
  truePositiveRate: number[]
  thresholds: number[]
  /** Area under the curve; NaN when one class has no examples. */
  auc: number
}

export interface PrCurve {
  recall: number[]
  precision: number[]
  thresholds: number[]
  /** Mean precision weighted by the steps of recall; NaN when there is no positive example. */
  averagePrecision: number
}

/** Examples of equal score share one threshold: their order says nothing. */
export function rank(isPositive: readonly boolean[], scores: ArrayLike<number>): Ranking {
  const order = isPositive.map((_, index) => index).filter(index => !Number.isNaN(scores[index]))
  order.sort((a, b) =>
    (scores[b] as number) < (scores[a] as number) ? -1 : (scores[b] as number) > (scores[a] as number) ? 1 : 0,
  )
  const ranking: Ranking = {
    thresholds: [],
    truePositives: [],
    falsePositives: [],
    positives: 0,
    negatives: 0,
    skipped: isPositive.length - order.length,
  }
  for (const [place, index] of order.entries()) {
    if (isPositive[index]) ranking.positives++
    else ranking.negatives++
    if (place + 1 < order.length && scores[order[place + 1] as number] === scores[index]) continue
    ranking.thresholds.push(scores[index] as number)
    ranking.truePositives.push(ranking.positives)
    ranking.falsePositives.push(ranking.negatives)
  }
  return ranking
}

/** Starts at (0, 0) with an infinite threshold. A rate of a class without examples is 0. */
export function rocOf({ thresholds, truePositives, falsePositives, positives, negatives }: Ranking): RocCurve {
  const truePositiveRate = [0, ...truePositives.map(count => rate(count, positives))]
  const falsePositiveRate = [0, ...falsePositives.map(count => rate(count, negatives))]
  let auc = 0
  for (let i = 1; i < truePositiveRate.length; i++) {
    const width = (falsePositiveRate[i] as number) - (falsePositiveRate[i - 1] as number)
    auc += (width * ((truePositiveRate[i] as number) + (truePositiveRate[i - 1] as number))) / 2
  }
  return {
    falsePositiveRate,
    truePositiveRate,
    thresholds: [Infinity, ...thresholds],
    auc: positives && negatives ? auc : NaN,
  }
}

/** Starts at recall 0 with precision 1, where no example is called positive. */
export function precisionRecallOf({ thresholds, truePositives, falsePositives, positives }: Ranking): PrCurve {
  const recall = [0, ...truePositives.map(count => rate(count, positives))]
  const precision = [1, ...truePositives.map((count, i) => count / (count + (falsePositives[i] as number)))]
  let averagePrecision = 0
  for (let i = 1; i < recall.length; i++)
    averagePrecision += ((recall[i] as number) - (recall[i - 1] as number)) * (precision[i] as number)
  return {
    recall,
    precision,
    thresholds: [Infinity, ...thresholds],
    averagePrecision: positives ? averagePrecision : NaN,
  }
}

function rate(count: number, of: number): number {
  return of === 0 ? 0 : count / of
}

export interface ClassScores {
  label: string
  isPositive: boolean[]
  scores: number[]
}

/**
 * Truth of 0 and 1 (or booleans, or a `positive` label) with one score per example is one curve; truth of class labels
 * with a row of scores per example is a curve per class.
 */
export function readScores(
  truth: unknown,
  scores: unknown,
  labels: readonly unknown[] | undefined,
  positive: unknown,
): ClassScores[] {
  const classes = readLabels('truth', truth)
  const array = readNumericArray('scores', scores)
  const [rows, columns = 1] = array?.shape ?? []
  if (!array || array.shape.length > 2 || rows !== classes.length) {
    const remedy = `Give it ${classes.length} scores, one (or one row) per member of truth.`
    throw new InvalidArgumentError('scores', scores, remedy)
  }
  const flat = Array.from(array.data, Number)
  if (array.shape.length === 2) return readColumns(classes, flat, columns, labels)
  const hits = classes.map((label, index) => isPositive(label, index, positive))
  return [{ label: String(positive ?? 'positive'), isPositive: hits, scores: flat }]
}

/** Each class against the rest. Truth holds labels, or the numbers of columns. */
function readColumns(
  classes: readonly unknown[],
  flat: readonly number[],
  columns: number,
  labels: readonly unknown[] | undefined,
): ClassScores[] {
  const known = labels ?? Array.from({ length: columns }, (_, column) => column)
  if (known.length !== columns) {
    throw new InvalidArgumentError('labels', known, `Give it ${columns} labels, one per column of scores.`)
  }
  const byNumber = classes.every(found => !known.includes(found))
  for (const [index, found] of classes.entries()) {
    if (known.includes(found) || (byNumber && Number.isInteger(found) && Number(found) >= 0 && Number(found) < columns))
      continue
    throw new InvalidArgumentError(`truth[${index}]`, found, `It is none of the classes: ${known.join(', ')}.`)
  }
  return known.map((label, column) => ({
    label: String(label),
    isPositive: classes.map(found => found === (byNumber ? column : label)),
    scores: classes.map((_, row) => flat[row * columns + column] as number),
  }))
}

function isPositive(label: unknown, index: number, positive: unknown): boolean {
  if (positive !== undefined) return label === positive
  if (label === 1 || label === true) return true
  if (label === 0 || label === false) return false
  throw new InvalidArgumentError(`truth[${index}]`, label, 'Pass 0 or 1, or say which label is positive.')
}

/** Class labels: any array of numbers, strings or booleans. */
export function readLabels(field: string, value: unknown): (string | number | boolean)[] {
  if (Array.isArray(value) && value.every(label => typeof label === 'string' || typeof label === 'boolean'))
    return [...value]
  const array = Array.isArray(value) && value.length === 0 ? undefined : readNumericArray(field, value)
  if (array?.shape.length === 1) return Array.from(array.data, Number)
  throw new InvalidArgumentError(field, value, 'Pass an array of class labels (numbers, strings or booleans).')
}
