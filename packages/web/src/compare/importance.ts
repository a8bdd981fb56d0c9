import type { Json } from '../api/wire.ts'

export interface Importance {
  path: string
  /** Share of the spread of the metric's ranks that goes with this member alone: 0 to 1. */
  share: number
  /** Spearman's correlation for numbers; undefined for words, which have no direction. */
  correlation: number | undefined
  /** Runs that have both. */
  runs: number
}

/** Fewer runs than this say nothing. */
const LEAST_RUNS = 4

/** How far each config member goes with a metric over the runs, the closest first. */
export function importances(
  config: readonly { path: string; values: Json[] }[],
  target: readonly number[],
): Importance[] {
  const found = config.flatMap(({ path, values }): Importance[] => {
    const pairs = values.flatMap((value, index) =>
      value === null || value === undefined || !Number.isFinite(target[index])
        ? []
        : [{ value, target: target[index]! }],
    )
    if (pairs.length < LEAST_RUNS || new Set(pairs.map(({ value }) => JSON.stringify(value))).size < 2) return []
    const goals = ranks(pairs.map(({ target }) => target))
    const numbers = pairs.map(({ value }) => value)
    if (numbers.every(value => typeof value === 'number')) {
      const correlation = pearson(ranks(numbers), goals)
      return [{ path, share: correlation ** 2, correlation, runs: pairs.length }]
    }
    const share = explained(
      pairs.map(({ value }) => JSON.stringify(value)),
      goals,
    )
    return [{ path, share, correlation: undefined, runs: pairs.length }]
  })
  return found.filter(({ share }) => Number.isFinite(share)).sort((a, b) => b.share - a.share)
}

/** Places in the order of size from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const places = new Array<number>(values.length)
  for (let first = 0; first < order.length;) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last += 1
    for (let at = first; at <= last; at += 1) places[order[at]!] = (first + last) / 2 + 1
    first = last + 1
  }
  return places
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  const products = a.reduce((sum, value, index) => sum + (value - meanA) * (b[index]! - meanB), 0)
  return products / Math.sqrt(squares(a, meanA) * squares(b, meanB))
}

/** The correlation ratio: what of the spread lies between the groups instead of within them. */
function explained(names: readonly string[], values: readonly number[]): number {
  const all = mean(values)
  const groups = new Map<string, number[]>()
  names.forEach((name, index) => groups.set(name, [...(groups.get(name) ?? []), values[index]!]))
  const between = [...groups.values()].reduce((sum, group) => sum + group.length * (mean(group) - all) ** 2, 0)
  return between / squares(values, all)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function squares(values: readonly number[], about: number): number {
  return values.reduce((sum, value) => sum + (value - about) ** 2, 0)
}
