import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { asTexts, keyValues, readKeyValues } from '../wire/key-values.ts'
import { checkActive, findExperiment } from '../find/experiment.ts'
import { searchTraces } from './search-traces.ts'
import { artifactLocation, deleteTag, findTrace, setTag } from './traces.ts'

/** Traces as clients before 3.0 tell of them: the beginning and the end apart. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function traceV2Routes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '2.0 GET traces/:id/info': ({ params }) => {
        const { id, trace } = findTrace(door, params['id']!)
        return { trace_info: traceInfoJson(id, trace) }
      },
      '2.0 GET traces': async ({ fields }) => {
        const { experiment_ids: experiments, ...query } = fields({
          experiment_ids: 'texts!',
          filter: 'text',
          max_results: 'integer',
          order_by: 'texts',
          page_token: 'text',
        })
        const { rows, ...next } = await searchTraces(door, experiments, query)
        return { traces: rows.map(([id, trace]) => traceInfoJson(id, trace)), ...next }
      },
    },
    writes: {
      '2.0 POST traces': ({ fields }) => {
        const given = fields({ experiment_id: 'text', timestamp_ms: 'integer', request_metadata: 'list', tags: 'list' })
        const { id: experiment, experiment: found } = findExperiment(door, given.experiment_id ?? '')
        checkActive(experiment, found)
        const id = `tr-${door.parts.ids.hex(16)}`
        const trace: TraceState = {
          experiment,
          clientRequestId: '',
          requestTime: given.timestamp_ms ?? door.now,
          duration: null,
          state: 'IN_PROGRESS',
          requestPreview: '',
          responsePreview: '',
          metadata: asTexts(readKeyValues(given.request_metadata, 'request_metadata')),
          tags: {
            ...asTexts(readKeyValues(given.tags, 'tags')),
            'mlflow.artifactLocation': artifactLocation(found.artifactLocation, id),
          },
          assessments: {},
        }
        door.change({ traces: { [id]: trace } })
        return { trace_info: traceInfoJson(id, trace) }
      },
      '2.0 PATCH traces/:id': ({ params, fields }) => {
        const given = fields({ timestamp_ms: 'integer', status: 'word', request_metadata: 'list', tags: 'list' })
        const { id, trace } = findTrace(door, params['id']!)
        const duration = Math.max(0, (given.timestamp_ms ?? door.now) - trace.requestTime)
        const metadata = asTexts(readKeyValues(given.request_metadata, 'request_metadata'))
        const tags = asTexts(readKeyValues(given.tags, 'tags'))
        door.change({ traces: { [id]: { duration, state: readStatus(given.status), metadata, tags } } })
        return { trace_info: traceInfoJson(id, door.state.traces[id]!) }
      },
      '2.0 PATCH traces/:id/tags': ({ params, fields }) =>
        setTag(door, params['id']!, fields({ key: 'text!', value: 'text' })),
      '2.0 DELETE traces/:id/tags': ({ params, fields }) =>
        deleteTag(door, params['id']!, fields({ key: 'text!' }).key),
    },
  }
}

const STATUSES = ['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']

function readStatus(given = ''): string {
  return STATUSES[Number(given)] ?? STATUSES.find(status => status === given) ?? STATUSES[0]!
}

function traceInfoJson(id: string, trace: TraceState): object {
  return {
    request_id: id,
    experiment_id: trace.experiment,
    timestamp_ms: trace.requestTime,
    ...(trace.duration !== null && { execution_time_ms: trace.duration }),
    status: trace.state === 'STATE_UNSPECIFIED' ? 'TRACE_STATUS_UNSPECIFIED' : trace.state,
    request_metadata: keyValues(trace.metadata),
    tags: keyValues(trace.tags),
  }
}
