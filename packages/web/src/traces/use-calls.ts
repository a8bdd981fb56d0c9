import { useQueries } from '@tanstack/react-query'
import { spansQuery } from '../api/queries.ts'
import type { SpanRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { parsePlace } from './call-place.ts'

const MOST_SPANS = 1000

export interface CallsOfAddress {
  /** How many the address names. */
  count: number
  spans: SpanRow[]
  isPending: boolean
  error: unknown
}

/** The calls that the address of a view names, in its order. */
export function useCalls(): CallsOfAddress {
  const places = useUrlState()
    .list('call')
    .flatMap(text => parsePlace(text) ?? [])
  const answers = useQueries({
    queries: places.map(({ runId, traceId }) => spansQuery({ runs: [runId], traceId, limit: MOST_SPANS })),
  })
  return {
    count: places.length,
    spans: places.flatMap(({ spanId }, index) => answers[index]?.data?.rows.find(row => row.spanId === spanId) ?? []),
    isPending: answers.some(answer => answer.isPending),
    error: answers.find(answer => answer.error)?.error,
  }
}
