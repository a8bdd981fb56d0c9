import type { Comparison, Json } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'

/** Something that runs can be placed by: a config member or a metric's summary. */
export interface Dimension {
  /** `config:lr`, `metric:val/loss`. */
  id: string
  title: string
  differs: boolean
  /** In the order of the runs; undefined where a run has none. */
  values: (number | string | undefined)[]
  isNumeric: boolean
}

export function dimensionsOf({ config, metrics }: Comparison): Dimension[] {
  const members = config.map(({ path, differs, values }) =>
    dimension(`config:${path}`, path, differs, values.map(plain)),
  )
  const summaries = metrics.map(({ key, differs, values }) => {
    const numbers = values.map(value => (value ? finite(numberOf(value.summary ?? value.last)) : undefined))
    return dimension(`metric:${key}`, key, differs, numbers)
  })
  return [...byPresence(members), ...byPresence(summaries)]
}

/** What most runs have comes first; losses and accuracies before other metrics. */
function byPresence(dimensions: Dimension[]): Dimension[] {
  const presence = ({ values, title }: Dimension) =>
    values.filter(value => value !== undefined).length + (/loss|acc|score|reward/i.test(title) ? 0.5 : 0)
  return dimensions.sort((a, b) => presence(b) - presence(a))
}

function dimension(id: string, title: string, differs: boolean, values: Dimension['values']): Dimension {
  const there = values.filter(value => value !== undefined)
  return { id, title, differs, values, isNumeric: there.length > 0 && there.every(value => typeof value === 'number') }
}

function plain(value: Json): number | string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'number') return finite(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** Numbers over more than a power of ten and a half are easier to tell apart by their logarithm. */
export function wantsLog({ isNumeric, values }: Dimension): boolean {
  const numbers = values.filter(value => typeof value === 'number')
  return isNumeric && numbers.every(value => value > 0) && Math.max(...numbers) >= 30 * Math.min(...numbers)
}

/** The axis of a dimension, for ECharts: as long as its values, whole numbers for whole ones. */
export function scaleOf(dimension: Dimension): object {
  const { values, isNumeric } = dimension
  if (!isNumeric)
    return { type: 'category', data: [...new Set(values.filter(value => value !== undefined))].map(String) }
  if (wantsLog(dimension))
    return {
      type: 'log',
      min: ({ min }: Ends) => min * 0.8,
      max: ({ max }: Ends) => max * 1.25,
      // the ends are no round numbers
      axisLabel: { showMinLabel: false, showMaxLabel: false },
    }
  const isWhole = values.every(value => value === undefined || Number.isInteger(value))
  return { type: 'value', scale: true, ...(isWhole && { minInterval: 1 }) }
}

interface Ends {
  min: number
  max: number
}
