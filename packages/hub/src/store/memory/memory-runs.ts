import type { DefinitionRecord } from '@seetrain/core'
import { configValues } from '../config-values.ts'
import { metricSummary, type SeriesSummary } from '../metric-summary.ts'
import type {
  Comparison,
  MetricRow,
  MetricSummary,
  RunField,
  RunFilter,
  RunQuery,
  RunRow,
  RunSort,
} from '../run-query.ts'
import { compareText } from '../writer-order.ts'
import type { MemoryRun, MemorySeries } from './memory-run.ts'
import { groupBy } from './group-by.ts'

/** A field's value: a number, a text, or undefined for what is absent. */
type FieldValue = number | string | undefined

export function rowOf(run: MemoryRun, metrics: readonly string[] | 'all'): RunRow {
  const row = run.fold.row(run.id)
  const isKilled = row.state === 'running' && !run.alive
  const wanted = metricRows(run).filter(({ key }) => metrics === 'all' || metrics.includes(key))
  const summaries = Object.create(null) as RunRow['metrics']
  for (const metric of wanted) summaries[metric.key] = summaryOf(metric)
  return {
    ...row,
    updatedAt: run.updatedAt,
    lost: run.writers.reduce((sum, writer) => sum + writer.lost, 0),
    metrics: summaries,
    ...(isKilled && { state: 'killed', endedAt: run.updatedAt }),
  }
}

export function metricRows(run: MemoryRun): MetricRow[] {
  const { definitions } = run.fold
  const byKey = groupBy(run.series('metric'), series => series.key)
  return [...byKey]
    .sort(([one], [other]) => compareText(one, other))
    .map(([key, parts]) => metricRow(key, parts, definitions.get(key)))
}

export function matchesQuery(row: RunRow, query: RunQuery): boolean {
  const { deleted = 'exclude' } = query
  if (deleted !== 'include' && row.deleted !== (deleted === 'only')) return false
  if (query.project !== undefined && row.project !== query.project) return false
  const { id, name, description, notes, group, jobType, tags } = row
  const words = [id, name, description, notes, group, jobType, ...tags].join('\n').toLowerCase()
  const wanted = (query.text ?? '').toLowerCase().split(/\s+/u)
  return wanted.every(word => words.includes(word)) && (query.filter === undefined || matches(row, query.filter))
}

export function compareRows(one: RunRow, other: RunRow, sort: readonly RunSort[]): number {
  for (const { field, descending } of sort) {
    const [left] = valuesOf(one, field)
    const [right] = valuesOf(other, field)
    const order = rank(left) - rank(right) || (descending ? -1 : 1) * compareValues(left, right)
    if (order !== 0) return order
  }
  return compareText(other.id, one.id)
}

function matches(row: RunRow, filter: RunFilter): boolean {
  if ('all' in filter) return filter.all.every(part => matches(row, part))
  if ('any' in filter) return filter.any.some(part => matches(row, part))
  if ('not' in filter) return !matches(row, filter.not)
  const values = valuesOf(row, filter.field).filter(value => value !== undefined)
  if (filter.is === 'present') return values.length > 0
  const wanted = typeof filter.value === 'number' ? filter.value : String(filter.value)
  return values.some(value => typeof value === typeof wanted && holds(value, filter.is, wanted))
}

function holds(value: number | string, is: Comparison, wanted: number | string): boolean {
  if (is === 'contains') return typeof wanted === 'string' && String(value).toLowerCase().includes(wanted.toLowerCase())
  const order = compareValues(value, wanted)
  switch (is) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

// numbers, then texts, then what is absent
function rank(value: FieldValue): number {
  return value === undefined ? 2 : typeof value === 'string' ? 1 : 0
}

function compareValues(one: FieldValue, other: FieldValue): number {
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  if (typeof one !== 'number' || typeof other !== 'number' || one === other) return 0
  return one < other ? -1 : 1
}

/** The values of a field; several for tags alone. */
function valuesOf(row: RunRow, field: RunField): FieldValue[] {
  switch (field.of) {
    case 'tag':
      return row.tags
    case 'config': {
      const found = configValues(row.config).find(value => value.path === field.path)
      return [found?.number ?? found?.text]
    }
    case 'metric': {
      const value = Object.hasOwn(row.metrics, field.key) ? row.metrics[field.key]![field.value] : undefined
      return [value === undefined || Number.isNaN(value) ? undefined : value]
    }
    case 'run':
      return [field.name === 'duration' ? (row.endedAt ?? row.updatedAt) - row.createdAt : row[field.name]]
  }
}

function metricRow(key: string, parts: readonly MemorySeries[], definition: DefinitionRecord | undefined): MetricRow {
  const noted = parts.findLast(part => part.metricKind !== undefined || part.metadata !== undefined)
  const metricKind = noted?.metricKind ?? definition?.metricKind
  const metadata = noted?.metadata ?? definition?.metadata
  return {
    key,
    ...metricSummary(parts.map(seriesSummary), definition),
    rule: definition?.summary ?? 'last',
    ...(definition?.goal !== undefined && { goal: definition.goal }),
    ...(definition?.stepKey !== undefined && { stepKey: definition.stepKey }),
    ...(metricKind !== undefined && { metricKind }),
    ...(metadata !== undefined && { metadata }),
  }
}

function summaryOf({ count, min, max, mean, last, lastStep, summary }: MetricRow): MetricSummary {
  return { count, min, max, mean, last, lastStep, ...(summary !== undefined && { summary }) }
}

function seriesSummary({ points }: MemorySeries): SeriesSummary {
  const numbers = points.map(point => point.value).filter(value => !Number.isNaN(value))
  const last = points.at(-1)!
  return {
    points: points.length,
    numbers: numbers.length,
    min: numbers.length === 0 ? NaN : numbers.reduce((one, other) => Math.min(one, other)),
    max: numbers.length === 0 ? NaN : numbers.reduce((one, other) => Math.max(one, other)),
    sum: numbers.reduce((sum, value) => sum + value, 0),
    last: last.value,
    lastStep: last.step,
    lastTime: last.time,
  }
}
