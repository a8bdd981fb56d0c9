import type { MlflowDoor } from '../mlflow-door.ts'
import { TRACE_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter } from '../search/parse-filter.ts'
import type { SearchQuery } from '../search/search-query.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { checkMost, pageOf, readPageToken, type TokenPage } from '../wire/page-token.ts'

const MOST_TRACES = 500
const NEWEST_FIRST: Ordering = { entity: 'attribute', key: 'timestamp_ms', ascending: false }
const BY_ID: Ordering = { entity: 'attribute', key: 'request_id', ascending: true }

type Entry = [string, TraceState]

export function searchTraces(
  { state }: MlflowDoor,
  experiments: readonly string[],
  query: SearchQuery,
): TokenPage<Entry> {
  const most = checkMost(query.max_results ?? 100, MOST_TRACES)
  const clauses = parseFilter(query.filter, TRACE_GRAMMAR)
  const orderings = parseOrderBy(query.order_by, TRACE_GRAMMAR)
  const found = Object.entries(state.traces).filter(
    entry => experiments.includes(entry[1].experiment) && matchesAll(clauses, lookUp(entry)),
  )
  const ties = [NEWEST_FIRST, BY_ID].filter(tie => orderings.every(({ key }) => key !== tie.key))
  return pageOf(sortBy(found, [...orderings, ...ties], lookUp), readPageToken(query.page_token), most)
}

function lookUp([id, trace]: Entry): LookUp {
  const { experiment, clientRequestId, requestTime, duration, state, tags, metadata } = trace
  const attributes = {
    request_id: id,
    experiment_id: experiment,
    client_request_id: clientRequestId,
    status: state,
    timestamp_ms: requestTime,
    execution_time_ms: duration ?? undefined,
    end_time_ms: duration === null ? undefined : requestTime + duration,
  }
  return ({ entity, key }) => {
    if (entity === 'tag') return own(tags, key)
    return entity === 'request_metadata' ? own(metadata, key) : own(attributes, key)
  }
}
