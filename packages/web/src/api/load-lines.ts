import { lineOf } from '../charts/line-of.ts'
import { decodeSeries } from './decode-series.ts'
import { postForBytes } from './request.ts'
import type { AxisName, Line, SeriesRequest } from './series.ts'

/** The lines of one chart. */
export async function loadLines(request: SeriesRequest, signal?: AbortSignal): Promise<Line[]> {
  const { runs, keys, source, axis, from, to, buckets } = request
  const body = { runs, keys, source, ...axisMembers(axis), from, to, points: buckets }
  return decodeSeries(await postForBytes('/series', body, signal))
    .filter(({ length }) => length > 0)
    .map(lineOf)
}

function axisMembers(axis: AxisName): { axis: string; xKey?: string } {
  return axis.startsWith('metric:') ? { axis: 'metric', xKey: axis.slice('metric:'.length) } : { axis }
}
