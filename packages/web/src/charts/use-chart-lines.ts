import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { bandsQuery, seriesQuery } from '../api/queries.ts'
import type { Line } from '../api/series.ts'
import type { BandsAnswer } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'
import { chartLine, type ChartLine } from './chart-line.ts'
import type { ChartSettings } from './chart-settings.ts'
import type { RunGroup, ShownRun } from './shown-run.ts'

export interface ChartSource {
  source: 'metric' | 'system'
  shown: readonly ShownRun[]
  /** Present when lines are means over groups. */
  groups: readonly RunGroup[] | undefined
}

export interface ChartLines {
  lines: ChartLine[]
  isPending: boolean
  error: unknown
  refetch: () => unknown
  /** Points behind the lines, in the range that is shown. */
  total: number
}

/** Places on the axis that all lines of a chart may have together. */
const MOST_PLACES = 60_000

export function bucketsFor(width: number, runs: number): number {
  const wanted = Math.min(Math.ceil(width / 200) * 200, Math.floor(MOST_PLACES / Math.max(1, runs)))
  return Math.max(100, wanted)
}

/** The lines of one key, as the settings want them. */
// a hook's queries and their dependence, in the order that React asks for
// oxlint-disable-next-line max-lines-per-function
export function useChartLines(
  key: string,
  chart: ChartSource,
  settings: ChartSettings,
  width: number,
  isSeen: boolean,
): ChartLines {
  const { source, shown, groups } = chart
  const { axis, zoom } = settings
  const range = { from: zoom?.from, to: zoom?.to }
  const runs = shown.map(({ run }) => run.id)
  const buckets = bucketsFor(width, runs.length)
  const single = useQuery({
    ...seriesQuery({ runs, keys: [key], source, axis, ...range, buckets }),
    enabled: isSeen && !groups && runs.length > 0,
  })
  const grouped = useQuery({
    ...bandsQuery({
      groups: groups?.map(({ name, runs }) => ({ name, runs })) ?? [],
      keys: [key],
      axis,
      ...range,
      buckets: Math.min(buckets, 400),
    }),
    enabled: isSeen && groups !== undefined,
  })
  const { smoothing } = settings
  const amount = `${smoothing.name}:${smoothing.strength}`
  const lines = useMemo(
    () => (groups ? groupLines(grouped.data, groups, settings) : runLines(single.data, shown, settings)),
    [single.data, grouped.data, shown, groups, amount],
  )
  const query = groups ? grouped : single
  const total = single.data?.reduce((sum, line) => sum + line.total, 0) ?? 0
  return { lines, isPending: query.isPending, error: query.error, refetch: query.refetch, total }
}

function runLines(
  lines: readonly Line[] | undefined,
  shown: readonly ShownRun[],
  { smoothing }: ChartSettings,
): ChartLine[] {
  return (lines ?? []).flatMap(line => {
    const run = shown.find(({ run }) => run.id === line.runId)
    if (!run) return []
    const name = line.writer === 'main' ? run.run.name : `${run.run.name} (${line.writer})`
    return [chartLine(line, { name, color: run.color, dash: run.dash }, smoothing)]
  })
}

function groupLines(
  answer: BandsAnswer | undefined,
  groups: readonly RunGroup[],
  { smoothing }: ChartSettings,
): ChartLine[] {
  return (answer?.bands ?? []).flatMap(band => {
    const group = groups.find(({ name }) => name === band.group)
    if (!group) return []
    const column = (name: string) => Float64Array.from(band.columns[name] ?? [], numberOf)
    const x = column('x')
    const none = new Float64Array(x.length)
    const line: Line = {
      runId: '',
      key: band.key,
      writer: 'main',
      x,
      mean: column('mean'),
      min: column('min'),
      max: column('max'),
      last: column('mean'),
      count: column('runs'),
      nan: none,
      positiveInfinity: none,
      negativeInfinity: none,
      total: x.length,
      bucketed: true,
    }
    return [chartLine(line, { name: `${band.group} (${band.runs})`, color: group.color, dash: group.dash }, smoothing)]
  })
}
