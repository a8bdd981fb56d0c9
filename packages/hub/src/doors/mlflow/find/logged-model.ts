import type { MlflowDoor } from '../mlflow-door.ts'
import type { LoggedModelState } from '../state/mlflow-state.ts'
import { keyValues, own } from '../wire/key-values.ts'
import { missingResource } from '../wire/mlflow-error.ts'
import { doubleToJson } from '../wire/read-fields.ts'

export function findLoggedModel(
  { state }: MlflowDoor,
  id: string,
  isDeletedToo = false,
): { id: string; model: LoggedModelState } {
  const model = own(state.loggedModels, id)
  if (model === undefined || (model.stage === 'deleted' && !isDeletedToo))
    throw missingResource(`Logged model with ID '${id.slice(0, 300)}' not found.`)
  return { id, model }
}

export function loggedModelJson(id: string, model: LoggedModelState): object {
  return {
    info: {
      model_id: id,
      experiment_id: model.experiment,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactUri,
      status: model.status,
      ...(model.type !== '' && { model_type: model.type }),
      ...(model.sourceRun !== '' && { source_run_id: model.sourceRun }),
      tags: keyValues(model.tags),
    },
    data: {
      params: keyValues(model.params),
      metrics: Object.values(model.metrics).map(metric => ({
        key: metric.key,
        value: doubleToJson(metric.value),
        timestamp: metric.timestamp,
        step: metric.step,
        model_id: id,
        run_id: metric.run,
        ...(metric.datasetName !== '' && { dataset_name: metric.datasetName }),
        ...(metric.datasetDigest !== '' && { dataset_digest: metric.datasetDigest }),
      })),
    },
  }
}
