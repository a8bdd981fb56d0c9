import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asList, asObject, asText, type Loose } from '../../otlp/loose.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { checkLength, LIMITS } from '../wire/checks.ts'
import { own, type Texts } from '../wire/key-values.ts'
import { pythonJson } from '../wire/python-json.ts'
import { asInteger } from '../wire/read-fields.ts'
import { spanJson } from '../wire/span-json.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'
import { checkActive, findExperiment } from '../find/experiment.ts'
import { findRun } from './runs.ts'
import { correlateTraces } from './correlate-traces.ts'
import { LINKED_PROMPTS, linkedPrompts, searchTraces } from './search-traces.ts'

const SOURCE_RUN = 'mlflow.sourceRun'
const SYSTEM_TAGS = ['mlflow.trace.spansLocation', 'mlflow.trace.archiveLocation']

/** Traces as MLflow 3 has them. Their spans come as OTLP, which the dashboard shows, and as the artifact that clients read back. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function traceRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET traces/batchGet': ({ fields }) => batchOf(door, fields({ trace_ids: 'texts!' }).trace_ids, 'traces'),
      '3.0 POST traces/batchGetInfos': ({ fields }) =>
        batchOf(door, fields({ trace_ids: 'texts!' }).trace_ids, 'trace_infos'),
      '3.0 GET traces/get': ({ fields }) => ({ trace: traceJson(door, fields({ trace_id: 'text!' }).trace_id) }),
      '3.0 GET traces/:id': ({ params }) => ({ trace: traceJson(door, params['id']!) }),
      '3.0 POST traces/calculate-filter-correlation': ({ fields }) =>
        correlateTraces(
          door,
          fields({ experiment_ids: 'texts!', filter_string1: 'text!', filter_string2: 'text!', base_filter: 'text' }),
        ),
      '3.0 POST traces/search': async ({ fields }) => {
        const { locations, ...query } = fields({
          locations: 'list!',
          filter: 'text',
          max_results: 'integer',
          order_by: 'texts',
          page_token: 'text',
        })
        const experiments = locations.map(
          location => asText(asObject(asObject(location)['mlflow_experiment'])['experiment_id']) ?? '',
        )
        const { rows, ...next } = await searchTraces(door, experiments, query)
        return { traces: rows.map(([id, trace]) => traceInfoJson(id, trace)), ...next }
      },
    },
    writes: {
      '3.0 POST traces': ({ fields }) => startTrace(door, asObject(fields({ trace: 'object!' }).trace['trace_info'])),
      '3.0 PATCH traces/:id/tags': ({ params, fields }) =>
        setTag(door, params['id']!, fields({ key: 'text!', value: 'text' })),
      '3.0 DELETE traces/:id/tags': ({ params, fields }) =>
        deleteTag(door, params['id']!, fields({ key: 'text!' }).key),
      'POST traces/delete-traces': ({ fields }) =>
        deleteTraces(
          door,
          fields({
            experiment_id: 'text!',
            max_timestamp_millis: 'integer',
            max_traces: 'integer',
            request_ids: 'texts',
          }),
        ),
      'POST traces/link-to-run': ({ fields }) => {
        const { trace_ids: ids, run_id: run } = fields({ trace_ids: 'texts!', run_id: 'text!' })
        findRun(door, run)
        const traces = Object.fromEntries(ids.map(id => [findTrace(door, id).id, { metadata: { [SOURCE_RUN]: run } }]))
        door.change({ traces })
        return {}
      },
      'POST traces/link-prompts': ({ fields }) => {
        const { trace_id: given, prompt_versions: prompts } = fields({ trace_id: 'text!', prompt_versions: 'list!' })
        const { id, trace } = findTrace(door, given)
        door.change({ traces: { [id]: { tags: { [LINKED_PROMPTS]: withPrompts(trace, prompts) } } } })
        return {}
      },
    },
  }
}

export function findTrace({ state }: MlflowDoor, id: string): { id: string; trace: TraceState } {
  const trace = own(state.traces, id)
  if (trace === undefined) throw missingResource(`Trace with ID '${id.slice(0, 300)}' not found.`)
  return { id, trace }
}

export function traceInfoJson(id: string, trace: TraceState): object {
  return {
    trace_id: id,
    ...(trace.clientRequestId !== '' && { client_request_id: trace.clientRequestId }),
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: trace.experiment } },
    request_time: new Date(trace.requestTime).toISOString(),
    ...(trace.duration !== null && { execution_duration: `${trace.duration / 1000}s` }),
    state: trace.state,
    ...(trace.requestPreview !== '' && { request_preview: trace.requestPreview }),
    ...(trace.responsePreview !== '' && { response_preview: trace.responsePreview }),
    trace_metadata: trace.metadata,
    tags: trace.tags,
    assessments: Object.values(trace.assessments),
  }
}

function traceJson(door: MlflowDoor, id: string): object {
  const { trace } = findTrace(door, id)
  const spans = door.spans.of(trace).map(spanJson)
  return { trace_info: traceInfoJson(id, trace), ...(spans.length > 0 && { spans }) }
}

/** The prompts that a trace is known to have used and others, each once, as clients read them from the tag. */
function withPrompts(trace: TraceState, prompts: readonly unknown[]): string {
  const all = linkedPrompts(trace)
  for (const prompt of prompts.map(asObject)) {
    const [name, version] = [asText(prompt['name']), String(asInteger(prompt['version']) ?? '')]
    if (!name || version === '')
      throw invalidParameter('prompt_versions: each has a name, and a version that is a number.')
    if (!all.some(known => known.name === name && known.version === version)) all.push({ name, version })
  }
  return checkLength(LINKED_PROMPTS, LIMITS.tagValue, pythonJson(all))
}

// those that are not here are left out
function batchOf(door: MlflowDoor, ids: readonly string[], member: 'traces' | 'trace_infos'): object {
  const found = ids.filter(id => own(door.state.traces, id) !== undefined)
  return {
    [member]: found.map(id => (member === 'traces' ? traceJson(door, id) : traceInfoJson(id, door.state.traces[id]!))),
  }
}

const TRACE_ID = /^[\w.:-]{1,200}$/
const STATES = ['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']

function startTrace(door: MlflowDoor, info: Loose): object {
  const id = asText(info['trace_id']) ?? ''
  if (!TRACE_ID.test(id)) throw invalidParameter(`Invalid trace ID: '${id.slice(0, 300)}'`)
  const location = asObject(asObject(info['trace_location'])['mlflow_experiment'])
  const { id: experiment, experiment: found } = findExperiment(door, asText(location['experiment_id']) ?? '')
  checkActive(experiment, found)
  const time = Date.parse(asText(info['request_time']) ?? '')
  if (Number.isNaN(time))
    throw invalidParameter('Invalid request_time: it is no timestamp such as 2026-01-31T12:00:00Z.')
  const trace: TraceState = {
    experiment,
    clientRequestId: asText(info['client_request_id']) ?? '',
    requestTime: time,
    duration: durationOf(info['execution_duration']),
    state: STATES.find(state => state === info['state']) ?? STATES[0]!,
    requestPreview: asText(info['request_preview']) ?? '',
    responsePreview: asText(info['response_preview']) ?? '',
    metadata: textsOf(info['trace_metadata']),
    tags: { ...textsOf(info['tags']), 'mlflow.artifactLocation': artifactLocation(found.artifactLocation, id) },
    assessments: Object.fromEntries(asList(info['assessments']).map(item => assessmentEntry(asObject(item), door))),
  }
  door.change({ traces: { [id]: trace } })
  return { trace: traceJson(door, id) }
}

export function artifactLocation(root: string, traceId: string): string {
  return `${root.replace(/\/$/, '')}/traces/${traceId}/artifacts`
}

/** Milliseconds of `1.5s`. */
function durationOf(value: unknown): number | null {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(asText(value) ?? '')?.[1]
  return seconds === undefined ? null : Math.round(Number(seconds) * 1000)
}

function textsOf(value: unknown): Texts {
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, text]) => [key, String(text).slice(0, 100_000)]))
}

function assessmentEntry(given: Loose, door: MlflowDoor): [string, TraceState['assessments'][string]] {
  const id = asText(given['assessment_id']) ?? `a-${door.parts.ids.hex(16)}`
  return [id, { ...given, assessment_id: id }]
}

export function setTag(
  door: MlflowDoor,
  given: string,
  { key, value = '' }: { key: string; value?: string | undefined },
): object {
  if (SYSTEM_TAGS.includes(key)) throw invalidParameter(`Tag '${key}' is immutable and cannot be set on a trace.`)
  checkLength('key', LIMITS.key, key)
  const { id } = findTrace(door, given)
  door.change({ traces: { [id]: { tags: { [key]: value.slice(0, LIMITS.tagValue) } } } })
  return {}
}

export function deleteTag(door: MlflowDoor, given: string, key: string): object {
  const { id, trace } = findTrace(door, given)
  if (own(trace.tags, key) === undefined)
    throw missingResource(`No trace tag with key '${key}' for trace with ID '${id}'`)
  door.change({}, [['traces', id, 'tags', key]])
  return {}
}

function deleteTraces(
  door: MlflowDoor,
  given: {
    experiment_id: string
    max_timestamp_millis?: number | undefined
    max_traces?: number | undefined
    request_ids?: string[] | undefined
  },
): object {
  const { max_timestamp_millis: before, max_traces: most, request_ids: ids } = given
  if (before === undefined && ids === undefined)
    throw invalidParameter('Either `max_timestamp_millis` or `trace_ids` must be specified.')
  if (before !== undefined && ids !== undefined)
    throw invalidParameter('Only one of `max_timestamp_millis` and `trace_ids` can be specified.')
  if (most !== undefined && most <= 0)
    throw invalidParameter(`\`max_traces\` must be a positive integer, received ${most}.`)
  const { id: experiment } = findExperiment(door, given.experiment_id)
  const found = Object.entries(door.state.traces)
    .filter(([id, trace]) => trace.experiment === experiment && (ids?.includes(id) ?? trace.requestTime <= before!))
    .sort(([, a], [, b]) => a.requestTime - b.requestTime)
    .slice(0, most)
  if (found.length > 0)
    door.change(
      {},
      found.map(([id]) => ['traces', id]),
    )
  return { traces_deleted: found.length }
}
