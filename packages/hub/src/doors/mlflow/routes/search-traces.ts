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
  const met = sortBy(meetingOthers(tracesOf(door, experiments), clauses), [...orderings, ...ties], lookUp)
  // one more than the page has says whether there is a next one
  return pageOf(await meetingSpans(door, met, clauses, from + most + 1), from, most)
}

export function tracesOf({ state }: MlflowDoor, experiments: readonly string[]): TraceEntry[] {
  const wanted = new Set(experiments)
  return Object.entries(state.traces).filter(([, { experiment }]) => wanted.has(experiment))
}

/** The traces that meet every clause. */
export function matchingTraces(
  door: MlflowDoor,
  all: readonly TraceEntry[],
  clauses: readonly Clause[],
): Promise<TraceEntry[]> {
  return meetingSpans(door, meetingOthers(all, clauses), clauses, Number.POSITIVE_INFINITY)
}

function meetingOthers(all: readonly TraceEntry[], clauses: readonly Clause[]): TraceEntry[] {
  const others = clauses.filter(({ entity }) => entity !== 'span')
  return all.filter(entry => matchesAll(others, lookUp(entry)))
}

const TURN = 50

/** The first traces whose spans meet what is asked of spans. They are read a few at a time, so that others get a turn. */
async function meetingSpans(
  door: MlflowDoor,
  all: TraceEntry[],
  clauses: readonly Clause[],
  most: number,
): Promise<TraceEntry[]> {
  const ofSpans = clauses.filter(({ entity }) => entity === 'span')
  if (ofSpans.length === 0) return all
  const found: TraceEntry[] = []
  for (const [index, entry] of all.entries()) {
    if (found.length >= most) break
    if (index % TURN === TURN - 1) await new Promise(resolve => setImmediate(resolve))
    if (hasSpan(door, entry[1], ofSpans)) found.push(entry)
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
    if (key === 'prompt') return linkedPrompts(trace).map(({ name, version }) => `${name}/${version}`)
    return own(attributesOf(id, trace), key)
  }
}

function attributesOf(id: string, trace: TraceState): { [name: string]: Found } {
  const { experiment, clientRequestId, requestTime, duration, state } = trace
  return {
    request_id: id,
    experiment_id: experiment,
    client_request_id: clientRequestId,
    status: state,
    timestamp_ms: requestTime,
    execution_time_ms: duration ?? undefined,
    end_time_ms: duration === null ? undefined : requestTime + duration,
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
