import { lineOf } from '../charts/line-of.ts'
import { decodeSeries } from './decode-series.ts'
import { postForBytes } from './request.ts'
import type { Line, SeriesRequest } from './series.ts'

/** The lines of one chart. */
export async function loadLines(request: SeriesRequest, signal?: AbortSignal): Promise<Line[]> {
  return decodeSeries(await postForBytes('/series', request, signal))
    .filter(({ length }) => length > 0)
    .map(lineOf)
}
