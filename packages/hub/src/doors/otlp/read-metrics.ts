import type { PlainObject } from '@seetrain/core'
import { fromKeyValues, fromNanos, numberOf, type MetricsRequest } from '@seetrain/otlp'
import { identityOf, type ArrivedRecord, type Arrival, type ReadRequest } from './arrival.ts'
import { asList, asNumber, asObject, asText, jsonLine, type Loose } from './loose.ts'
import { runTarget } from './run-target.ts'

const SYSTEM_PREFIX = 'seetrain.system.'
/** Bit 0 of a point's flags. */
const NOTHING_MEASURED = 1
const LONGEST_KEY = 1024
const REASON = 'data points without a name, a time or a value'

type MetricPoint = Extract<ArrivedRecord, { kind: 'metric' }>

export function readMetrics(request: MetricsRequest): ReadRequest {
  const arrivals: Arrival[] = []
  let rejected = 0
  for (const group of asList(request.resourceMetrics).map(asObject)) {
    for (const scoped of asList(group['scopeMetrics']).map(asObject)) {
      for (const metric of asList(scoped['metrics']).map(asObject)) {
        for (const { point, values } of pointsOf(metric)) {
          if ((Number(point['flags'] ?? 0) & NOTHING_MEASURED) !== 0) continue
          const records = recordsOf(metric, point, values)
          if (records.length === 0) rejected++
          for (const record of records)
            arrivals.push({
              target: runTarget(asObject(group['resource']), record.time),
              record,
              identity: identityOf(record)!,
            })
        }
      }
    }
  }
  return { arrivals, rejected, ...(rejected > 0 && { reason: REASON }) }
}

interface NamedPoint {
  point: Loose
  /** By what is put behind the metric's name. */
  values: readonly (readonly [ending: string, value: unknown])[]
}

function pointsOf(metric: Loose): NamedPoint[] {
  const points = (name: string): Loose[] => asList(asObject(metric[name])['dataPoints']).map(asObject)
  return [
    ...[...points('gauge'), ...points('sum')].map(point => ({
      point,
      values: [['', point['asDouble'] ?? point['asInt']]] as const,
    })),
    ...[...points('histogram'), ...points('exponentialHistogram'), ...points('summary')].map(distribution),
  ]
}

/** Of a distribution its count, mean and extremes; buckets are not kept. */
function distribution(point: Loose): NamedPoint {
  const count = numberOf(point['count'])
  const sum = numberOf(point['sum'])
  const quantiles = asList(point['quantileValues'])
    .map(asObject)
    .map(({ quantile = 0, value = 0 }) => [`/q${String(quantile)}`, value] as const)
  return {
    point,
    values: [
      ['/count', count ?? 0],
      ...(sum === undefined || !count ? [] : [['/mean', sum / count] as const]),
      ...(['min', 'max'] as const).flatMap(name =>
        point[name] === undefined ? [] : [[`/${name}`, point[name]] as const],
      ),
      ...quantiles,
    ],
  }
}

function recordsOf(metric: Loose, point: Loose, values: NamedPoint['values']): (ArrivedRecord & { time: number })[] {
  const name = asText(metric['name'])
  const exact = fromNanos(point['timeUnixNano'])
  if (!name || exact === undefined) return []
  const time = Math.round(exact)
  if (name.startsWith(SYSTEM_PREFIX)) {
    const value = numberOf(values[0]?.[1])
    return value === undefined ? [] : [{ kind: 'system', time, values: { [name.slice(SYSTEM_PREFIX.length)]: value } }]
  }
  const key = name + dimensions(fromKeyValues(point['attributes']))
  return values.flatMap(([ending, found]) => {
    const value = numberOf(found)
    if (value === undefined || key.length + ending.length > LONGEST_KEY) return []
    return [{ kind: 'metric' as const, time, key: key + ending, value, ...aboutOf(point) }]
  })
}

/** What tells the series of one metric apart: `{model=gpt-4o,type=input}`. */
function dimensions(attributes: PlainObject): string {
  const pairs = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? jsonLine(value) : String(value)}`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** What a sink of ours says of a point. */
function aboutOf(point: Loose): Partial<MetricPoint> {
  const about = fromKeyValues(asObject(asList(point['exemplars'])[0])['filteredAttributes'])
  const step = asNumber(about['seetrain.step'])
  const epoch = asNumber(about['seetrain.epoch'])
  const metricKind = asText(about['seetrain.metric.kind'])
  const metadata = about['seetrain.metric.metadata']
  return {
    ...(step !== undefined && { step }),
    ...(epoch !== undefined && { epoch }),
    ...(metricKind !== undefined && { metricKind }),
    ...(typeof metadata === 'object' && metadata !== null && { metadata: metadata as PlainObject }),
  }
}
