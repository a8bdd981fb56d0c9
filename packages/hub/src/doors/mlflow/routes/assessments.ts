import type { PlainObject } from '@seetrain/core'
import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asText } from '../../otlp/loose.ts'
import type { TraceState } from '../state/mlflow-state.ts'
import { normalized, updated } from '../wire/assessment-json.ts'
import { own } from '../wire/key-values.ts'
import { missingResource } from '../wire/mlflow-error.ts'
import { findTrace } from './traces.ts'

/** What people and programs say about traces: feedback and expectations. One may stand in for another. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function assessmentRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET traces/:id/assessments/:assessment': ({ params }) => ({ assessment: find(door, params).assessment }),
    },
    writes: {
      '3.0 POST traces/:id/assessments': ({ params, fields }) => {
        const { id, trace } = findTrace(door, params['id']!)
        const given = fields({ assessment: 'object!' }).assessment
        const assessmentId = asText(given['assessment_id']) || `a-${door.parts.ids.hex(16)}`
        const time = new Date(door.now).toISOString()
        const times = { valid: true, create_time: time }
        const assessment = { ...times, ...normalized(given), last_update_time: time, trace_id: id }
        const overridden = asText(given['overrides'])
        return store(door, id, {
          [assessmentId]: assessment,
          ...(overridden && { [overridden]: { ...findIn(id, trace, overridden), valid: false } }),
        })
      },
      '3.0 PATCH traces/:id/assessments/:assessment': ({ params, fields }) => {
        const { id, assessmentId, assessment } = find(door, params)
        const { assessment: given, update_mask: mask } = fields({ assessment: 'object!', update_mask: 'text' })
        const last_update_time = new Date(door.now).toISOString()
        return store(door, id, { [assessmentId]: { ...updated(assessment, given, mask), last_update_time } })
      },
      '3.0 DELETE traces/:id/assessments/:assessment': ({ params }) => {
        const { id, trace, assessmentId, assessment } = find(door, params)
        const overridden = asText(assessment['overrides']) ?? ''
        // what it stood in for counts again
        const again = own(trace.assessments, overridden) && { [overridden]: { valid: true } }
        door.change(again === undefined ? {} : { traces: { [id]: { assessments: again } } }, [
          ['traces', id, 'assessments', assessmentId],
        ])
        return {}
      },
    },
  }
}

interface FoundAssessment {
  id: string
  trace: TraceState
  assessmentId: string
  assessment: PlainObject
}

function find(door: MlflowDoor, params: { readonly [name: string]: string }): FoundAssessment {
  const { id, trace } = findTrace(door, params['id']!)
  const assessmentId = params['assessment']!
  return { id, trace, assessmentId, assessment: findIn(id, trace, assessmentId) }
}

function findIn(id: string, trace: TraceState, assessmentId: string): PlainObject {
  const assessment = own(trace.assessments, assessmentId)
  if (assessment === undefined)
    throw missingResource(`Assessment with ID '${assessmentId}' not found for trace '${id}'`)
  return assessment
}

/** Keeps assessments of a trace by their ids, and answers with the first. */
function store(door: MlflowDoor, id: string, given: { readonly [assessmentId: string]: PlainObject }): object {
  const entries = Object.entries(given).map(([key, members]) => [key, { ...members, assessment_id: key }] as const)
  // replaced whole: members of an earlier value do not stay
  const places = entries.map(([key]) => ['traces', id, 'assessments', key])
  door.change({ traces: { [id]: { assessments: Object.fromEntries(entries) } } }, places)
  return { assessment: entries[0]![1] }
}
