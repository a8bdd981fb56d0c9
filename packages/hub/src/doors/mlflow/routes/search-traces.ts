import type { MlflowDoor } from '../mlflow-door.ts'
import { TRACE_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type Found, type LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter, type Clause } from '../search/parse-filter.ts'
import type { SearchQuery } from '../search/search-query.ts'
import { plainText, spanText } from '../search/span-text.ts'
import { asList, asObject, parsed } from '../../otlp/loose.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { assessedValue } from '../wire/assessment-json.ts'
import { own } from '../wire/key-values.ts'
import { checkMost, pageOf, readPageToken, type TokenPage } from '../wire/page-token.ts'

const MOST_TRACES = 500
const NEWEST_FIRST: Ordering = { entity: 'attribute', key: 'timestamp_ms', ascending: false }
const BY_ID: Ordering = { entity: 'attribute', key: 'request_id', ascending: true }
export const LINKED_PROMPTS = 'mlflow.linkedPrompts'

export type TraceEntry = [string, TraceState]

export async function searchTraces(
  door: MlflowDoor,
  experiments: readonly string[],
  query: SearchQuery,
): Promise<TokenPage<TraceEntry>> {
  const most = checkMost(query.max_results ?? 100, MOST_TRACES)
  const from = readPageToken(query.page_token)
  const clauses = parseFilter(query.filter, TRACE_GRAMMAR)
  const orderings = parseOrderBy(query.order_by, TRACE_GRAMMAR)
  const ties = [NEWEST_FIRST, BY_ID].filter(tie => orderings.every(({ key }) => key !== tie.key))
  const all = sortBy(tracesOf(door, experiments), [...orderings, ...ties], lookUp)
  // one more than the page has says whether there is a next one
  return pageOf(await matchingTraces(door, all, clauses, from + most + 1), from, most)
}

export function tracesOf({ state }: MlflowDoor, experiments: readonly string[]): TraceEntry[] {
  const wanted = new Set(experiments)
  return Object.entries(state.traces).filter(([, { experiment }]) => wanted.has(experiment))
}

const TURN = 50

/** The first traces that meet every clause. Spans are read of those alone that meet the others, a few at a time. */
export async function matchingTraces(
  door: MlflowDoor,
  all: readonly TraceEntry[],
  clauses: readonly Clause[],
  most = Number.POSITIVE_INFINITY,
): Promise<TraceEntry[]> {
  const ofSpans = clauses.filter(({ entity }) => entity === 'span')
  const others = clauses.filter(({ entity }) => entity !== 'span')
  const found: TraceEntry[] = []
  let read = 0
  for (const entry of all) {
    if (found.length >= most) break
    if (!matchesAll(others, lookUp(entry))) continue
    if (ofSpans.length > 0) {
      if (++read % TURN === 0) await new Promise(resolve => setImmediate(resolve))
      if (!hasSpan(door, entry[1], ofSpans)) continue
    }
    found.push(entry)
  }
  return found
}

// one span meets all that is asked of spans
function hasSpan(door: MlflowDoor, trace: TraceState, clauses: readonly Clause[]): boolean {
  return door.spans.of(trace).some(span => matchesAll(clauses, ({ key }) => spanText(span, key)))
}

function lookUp([id, trace]: TraceEntry): LookUp {
  return ({ entity, key }) => {
    if (entity === 'tag') return own(trace.tags, key)
    if (entity === 'request_metadata') return own(trace.metadata, key)
    if (entity === 'feedback' || entity === 'expectation') return assessed(trace, entity, key)
    return own(attributesOf(id, trace), key)
  }
}

function attributesOf(id: string, trace: TraceState): { [name: string]: Found | readonly Found[] } {
  const { experiment, clientRequestId, requestTime, duration, state } = trace
  return {
    request_id: id,
    experiment_id: experiment,
    client_request_id: clientRequestId,
    status: state,
    timestamp_ms: requestTime,
    execution_time_ms: duration ?? undefined,
    end_time_ms: duration === null ? undefined : requestTime + duration,
    prompt: linkedPrompts(trace).map(({ name, version }) => `${name}/${version}`),
  }
}

export interface LinkedPrompt {
  name: string
  version: string
}

/** The versions of prompts that a trace used. */
export function linkedPrompts({ tags }: TraceState): LinkedPrompt[] {
  return asList(parsed(own(tags, LINKED_PROMPTS)))
    .map(asObject)
    .map(({ name, version }) => ({ name: String(name), version: String(version) }))
}

/** What assessments of a name say, those that others stand in for aside. */
function assessed({ assessments }: TraceState, entity: 'feedback' | 'expectation', name: string): Found[] {
  return Object.values(assessments)
    .filter(assessment => assessment['assessment_name'] === name && assessment['valid'] !== false)
    .filter(assessment => assessment[entity] !== undefined)
    .map(assessment => plainText(assessedValue(assessment)) ?? 'null')
}
