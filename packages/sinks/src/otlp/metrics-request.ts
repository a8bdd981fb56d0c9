import type { MetricRecord, RunRecord } from '@seetrain/core'
import { toKeyValues, toNanos, type MetricsRequest, type NumberPoint, type Resource } from '@seetrain/otlp'
import { SCOPE } from './scope.ts'

/** Samples of the machine: `seetrain.system.cpu`. */
export const SYSTEM_PREFIX = 'seetrain.system.'

/** Every scalar as a point of a gauge of its key. */
export function metricsRequest(records: readonly RunRecord[], resource: Resource): MetricsRequest | undefined {
  const points = new Map<string, NumberPoint[]>()
  const add = (name: string, point: NumberPoint): void => {
    const known = points.get(name)
    if (known) known.push(point)
    else points.set(name, [point])
  }
  for (const record of records) {
    if (record.kind === 'metric') add(record.key, metricPoint(record))
    if (record.kind !== 'system') continue
    const timeUnixNano = toNanos(record.time)
    for (const [name, value] of Object.entries(record.values))
      add(SYSTEM_PREFIX + name, { timeUnixNano, asDouble: value })
  }
  if (points.size === 0) return undefined
  const metrics = [...points].map(([name, dataPoints]) => ({ name, gauge: { dataPoints } }))
  return { resourceMetrics: [{ resource, scopeMetrics: [{ scope: SCOPE, metrics }] }] }
}

/** The step is in an exemplar: an attribute of the point would make a time series of its own of each step. */
function metricPoint({ time, step, value, epoch, metricKind, metadata }: MetricRecord): NumberPoint {
  const timeUnixNano = toNanos(time)
  const about = {
    'seetrain.step': step,
    ...(epoch !== undefined && { 'seetrain.epoch': epoch }),
    ...(metricKind !== undefined && { 'seetrain.metric.kind': metricKind }),
    ...(metadata !== undefined && { 'seetrain.metric.metadata': metadata }),
  }
  return {
    timeUnixNano,
    asDouble: value,
    exemplars: [{ timeUnixNano, asDouble: value, filteredAttributes: toKeyValues(about) }],
  }
}
