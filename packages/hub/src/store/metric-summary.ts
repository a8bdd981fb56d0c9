import type { DefinitionRecord } from '@seetrain/core'
import type { MetricSummary } from './run-query.ts'

/** What one writer logged under a key, in a few numbers. Infinities count as numbers; NaN where there is none. */
export interface SeriesSummary {
  points: number
  /** Points that are not NaN. */
  numbers: number
  min: number
  max: number
  sum: number
  last: number
  lastStep: number
  lastTime: number
}

/** A metric over all its writers, given in the order of writers. */
export function metricSummary(
  parts: readonly SeriesSummary[],
  definition: DefinitionRecord | undefined,
): MetricSummary {
  const numbers = total(parts, part => part.numbers)
  // of equal times, the writer that is told last
  const latest = parts.reduce((best, part) => (part.lastTime >= best.lastTime ? part : best))
  const summary: MetricSummary = {
    count: total(parts, part => part.points),
    min: extreme(parts, part => part.min, Math.min),
    max: extreme(parts, part => part.max, Math.max),
    mean: total(parts, part => part.sum) / numbers,
    last: latest.last,
    lastStep: latest.lastStep,
  }
  const value = byRule(summary, definition)
  return value === undefined ? summary : { ...summary, summary: value }
}

function byRule(summary: MetricSummary, definition: DefinitionRecord | undefined): number | undefined {
  const rule = definition?.summary ?? 'last'
  if (rule === 'none') return undefined
  if (rule === 'best') return definition?.goal === 'minimize' ? summary.min : summary.max
  return summary[rule]
}

function total(parts: readonly SeriesSummary[], read: (part: SeriesSummary) => number): number {
  return parts.reduce((sum, part) => sum + read(part), 0)
}

function extreme(
  parts: readonly SeriesSummary[],
  read: (part: SeriesSummary) => number,
  choose: (one: number, other: number) => number,
): number {
  const values = parts.map(read).filter(value => value === value)
  return values.length === 0 ? NaN : values.reduce((one, other) => choose(one, other))
}
