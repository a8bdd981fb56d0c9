import type { CallBucket, CallStatistics, ModelStatistics } from '../api/call-wire.ts'
import { formatClock, formatDate, formatDuration } from '../format/quantities.ts'
import { colorAt } from '../parts/run-colors.ts'
import { shortCount } from './call-tiles.tsx'
import { formatCost } from './span-facts.ts'

const DAY_MS = 86_400_000
/** Longer names are cut in the legend. */
const LEGEND_WIDTH = 150

type Reader = (bucket: CallBucket) => number | null

/** The times of all buckets, those without calls included, so that pauses are seen. */
export function bucketTimes({ from, to, bucketWidth }: CallStatistics): number[] {
  const first = Math.floor(from / bucketWidth)
  const last = Math.floor(to / bucketWidth)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * bucketWidth)
}

export interface CallChart {
  title: string
  note?: string
  option: { [name: string]: unknown }
}

const COUNTS: readonly [title: string, read: Reader][] = [
  ['Calls', ({ calls }) => calls],
  ['Errors', ({ errors }) => errors],
  ['Tokens in', ({ inputTokens }) => inputTokens],
  ['Tokens out', ({ outputTokens }) => outputTokens],
]

/** The charts of calls over time, one colour for each model. */
export function callCharts(statistics: CallStatistics, isDark: boolean): CallChart[] {
  const times = bucketTimes(statistics)
  const labels = times.map(time => timeText(time, statistics))
  const models = statistics.models.map((model, index) => ({ model, color: colorAt(index, isDark) }))
  const bars = (read: Reader) => models.map(one => barsOf(one, times, read))
  const chart = (title: string, format: (value: number) => string, series: object[]): CallChart => ({
    title,
    option: { ...frameOf(labels, format), series },
  })
  return [
    chart('Cost', formatCost, bars(costOf)),
    {
      ...chart(
        'Latency',
        formatDuration,
        models.flatMap(one => latencyLines(one, times)),
      ),
      note: 'median; dashed: 95 of 100 calls are faster',
    },
    ...COUNTS.map(([title, read]) => whole(chart(title, shortCount, bars(read)))),
  ]
}

/** Nobody fails half a call. */
function whole(chart: CallChart): CallChart {
  const yAxis = { ...(chart.option['yAxis'] as object), minInterval: 1 }
  return { ...chart, option: { ...chart.option, yAxis } }
}

function frameOf(labels: readonly string[], format: (value: number) => string) {
  return {
    grid: { left: 62, right: 14, top: 38, bottom: 26 },
    legend: { type: 'scroll', top: 4, left: 8, textStyle: { width: LEGEND_WIDTH, overflow: 'truncate' } },
    tooltip: { trigger: 'axis', confine: true, valueFormatter: (value: unknown) => known(value, format) },
    xAxis: { type: 'category', data: labels },
    yAxis: { type: 'value', axisLabel: { formatter: format } },
  }
}

function barsOf({ model, color }: ColoredModel, times: readonly number[], read: Reader): object {
  const data = valuesOf(model, times, read, 0)
  return { type: 'bar', stack: 'all', barCategoryGap: '15%', name: model.model, color, data }
}

interface ColoredModel {
  model: ModelStatistics
  color: string
}

function latencyLines({ model, color }: ColoredModel, times: readonly number[]): object[] {
  const line = (read: Reader, dash: string) => ({
    type: 'line',
    // one entry of the legend for both
    name: model.model,
    color,
    connectNulls: true,
    symbolSize: 4,
    lineStyle: { width: 1.6, type: dash },
    data: valuesOf(model, times, read, null),
  })
  return [line(({ median }) => median, 'solid'), line(({ slow }) => slow, 'dashed')]
}

function costOf({ cost }: CallBucket): number | null {
  return cost
}

function valuesOf(
  { buckets }: ModelStatistics,
  times: readonly number[],
  read: Reader,
  none: number | null,
): (number | null)[] {
  const found = new Map(buckets.map(bucket => [bucket.time, read(bucket)]))
  return times.map(time => found.get(time) ?? none)
}

function known(value: unknown, format: (value: number) => string): string {
  return typeof value === 'number' ? format(value) : '–'
}

function timeText(time: number, { from, to, bucketWidth }: CallStatistics): string {
  if (bucketWidth >= DAY_MS) return formatDate(time)
  const clock = formatClock(time).slice(0, bucketWidth < 60_000 ? undefined : 5)
  return to - from > DAY_MS ? `${formatDate(time).slice(5)} ${clock}` : clock
}
