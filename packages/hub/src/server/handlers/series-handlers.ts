import { plainToJson } from '@seetrain/core'
import { SERIES_MIME } from '../../api/series-routes.ts'
import { columnsToJson, encodeSeries, seriesToJson } from '../../query/series/encode-series.ts'
import { queryBands } from '../../query/series/query-bands.ts'
import { querySeries, type SeriesRequest } from '../../query/series/query-series.ts'
import type { HubParts } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'

type SeriesHandlers = Pick<Handlers, 'getSeries' | 'postSeries' | 'getBands'>

export function seriesHandlers({ store }: HubParts): SeriesHandlers {
  const answer = async (request: SeriesRequest & { format: 'binary' | 'json' }): Promise<Response> => {
    const series = await querySeries(store, request)
    if (request.format === 'json') return Response.json(plainToJson(seriesToJson(request.axis, series)))
    const headers = { 'content-type': SERIES_MIME, 'cache-control': 'no-store' }
    return new Response(encodeSeries(request.axis, series), { headers })
  }
  return {
    getSeries: ({ query }) => answer(query),
    postSeries: ({ body }) => answer(body),
    async getBands({ body }) {
      const { from, to, bands } = await queryBands(store, body)
      return {
        axis: body.axis,
        from,
        to,
        bands: bands.map(band => ({ ...band, columns: columnsToJson(band.columns) })),
      }
    },
  }
}
