import { createHash } from 'node:crypto'
import type { MlflowDoor } from '../mlflow-door.ts'
import type { EvaluationDatasetState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { missingResource } from '../wire/mlflow-error.ts'
import { pythonJson } from '../wire/python-json.ts'

export function findDataset({ state }: MlflowDoor, id: string): { id: string; dataset: EvaluationDatasetState } {
  const dataset = own(state.evaluationDatasets, id)
  if (dataset === undefined) throw missingResource(`Evaluation dataset with id '${id.slice(0, 300)}' not found`)
  return { id, dataset }
}

export function datasetJson(id: string, dataset: EvaluationDatasetState): object {
  const count = Object.keys(dataset.records).length
  return {
    dataset_id: id,
    name: dataset.name,
    tags: pythonJson(dataset.tags),
    ...(dataset.schema !== '' && { schema: dataset.schema }),
    ...(count > 0 && { profile: pythonJson({ num_records: count }) }),
    digest: digestOf(`${dataset.name}:${dataset.updatedAt}`).slice(0, 8),
    created_time: dataset.createdAt,
    last_update_time: dataset.updatedAt,
    ...(dataset.createdBy !== '' && { created_by: dataset.createdBy }),
    ...(dataset.updatedBy !== '' && { last_updated_by: dataset.updatedBy }),
    experiment_ids: Object.keys(dataset.experiments),
  }
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
