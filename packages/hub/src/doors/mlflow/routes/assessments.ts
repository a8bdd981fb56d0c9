import type { PlainObject } from '@seetrain/core'
import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asText, type Loose } from '../../otlp/loose.ts'
import { own } from '../wire/key-values.ts'
import { missingResource } from '../wire/mlflow-error.ts'
import { findTrace } from './traces.ts'

/** What people and programs say about traces: feedback and expectations, kept as they come. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function assessmentRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET traces/:id/assessments/:assessment': ({ params }) => ({ assessment: find(door, params).assessment }),
    },
    writes: {
      '3.0 POST traces/:id/assessments': ({ params, fields }) => {
        const { id } = findTrace(door, params['id']!)
        const given = fields({ assessment: 'object!' }).assessment
        const assessmentId = asText(given['assessment_id']) ?? `a-${door.parts.ids.hex(16)}`
        const time = new Date(door.now).toISOString()
        return store(door, id, assessmentId, {
          valid: true,
          create_time: time,
          ...given,
          last_update_time: time,
          trace_id: id,
        })
      },
      '3.0 PATCH traces/:id/assessments/:assessment': ({ params, fields }) => {
        const { id, assessmentId, assessment } = find(door, params)
        const given = fields({ assessment: 'object!' }).assessment
        const last_update_time = new Date(door.now).toISOString()
        return store(door, id, assessmentId, { ...assessment, ...given, last_update_time })
      },
      '3.0 DELETE traces/:id/assessments/:assessment': ({ params }) => {
        const { id, assessmentId } = find(door, params)
        door.change({}, [['traces', id, 'assessments', assessmentId]])
        return {}
      },
    },
  }
}

function find(
  door: MlflowDoor,
  params: { readonly [name: string]: string },
): { id: string; assessmentId: string; assessment: PlainObject } {
  const { id, trace } = findTrace(door, params['id']!)
  const assessmentId = params['assessment']!
  const assessment = own(trace.assessments, assessmentId)
  if (assessment === undefined)
    throw missingResource(`Assessment with ID '${assessmentId}' not found for trace '${id}'`)
  return { id, assessmentId, assessment }
}

function store(door: MlflowDoor, id: string, assessmentId: string, given: Loose): object {
  const assessment = { ...given, assessment_id: assessmentId } as PlainObject
  // replaced whole: members of an earlier value do not stay
  door.change({ traces: { [id]: { assessments: { [assessmentId]: assessment } } } }, [
    ['traces', id, 'assessments', assessmentId],
  ])
  return { assessment }
}
