import type { MlflowDoor } from '../mlflow-door.ts'
import { findLoggedModel, loggedModelJson } from '../find/logged-model.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import type { LoggedModelState } from '../state/mlflow-state.ts'
import { asTexts, own, readKeyValues } from '../wire/key-values.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'
import { asInteger } from '../wire/read-fields.ts'
import { checkActive, findExperiment } from '../find/experiment.ts'
import { searchLoggedModels } from './search-logged-models.ts'

const STATUSES = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
]

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function loggedModelRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET logged-models/:id': ({ params, fields }) => {
        const isDeletedToo = fields({ allow_deleted: 'flag' }).allow_deleted === true
        const { id, model } = findLoggedModel(door, params['id']!, isDeletedToo)
        return { model: loggedModelJson(id, model) }
      },
      'POST logged-models/search': ({ fields }) =>
        searchLoggedModels(
          door,
          fields({
            experiment_ids: 'texts!',
            filter: 'text',
            datasets: 'list',
            max_results: 'integer',
            order_by: 'list',
            page_token: 'text',
          }),
        ),
    },
    writes: {
      'POST logged-models': ({ fields }) =>
        createLoggedModel(
          door,
          fields({
            experiment_id: 'text!',
            name: 'text',
            model_type: 'text',
            source_run_id: 'text',
            params: 'list',
            tags: 'list',
          }),
        ),
      'POST logged-models/:id/params': ({ params, fields }) => {
        const { id } = findLoggedModel(door, params['id']!, true)
        door.change({
          loggedModels: { [id]: { params: asTexts(readKeyValues(fields({ params: 'list' }).params, 'params')) } },
        })
        return {}
      },
      'PATCH logged-models/:id': ({ params, fields }) => {
        const { id } = findLoggedModel(door, params['id']!, true)
        const given = fields({ status: 'word!' }).status
        const status = STATUSES[asInteger(given) ?? STATUSES.indexOf(given)]
        if (status === undefined) throw invalidParameter(`Invalid model status: ${given}`)
        door.change({ loggedModels: { [id]: { status, updatedAt: door.now } } })
        return { model: loggedModelJson(id, door.state.loggedModels[id]!) }
      },
      'DELETE logged-models/:id': ({ params }) => {
        const { id } = findLoggedModel(door, params['id']!, true)
        door.change({ loggedModels: { [id]: { stage: 'deleted', updatedAt: door.now } } })
        return {}
      },
      'PATCH logged-models/:id/tags': ({ params, fields }) => {
        const { id } = findLoggedModel(door, params['id']!, true)
        door.change({ loggedModels: { [id]: { tags: asTexts(readKeyValues(fields({ tags: 'list' }).tags, 'tags')) } } })
        return {}
      },
      'DELETE logged-models/:id/tags/:key': ({ params }) => {
        const { id, model } = findLoggedModel(door, params['id']!, true)
        const key = params['key']!
        if (own(model.tags, key) === undefined)
          throw missingResource(`No tag with key '${key}' found for model with ID '${id}'.`)
        door.change({}, [['loggedModels', id, 'tags', key]])
        return {}
      },
    },
  }
}

interface NewLoggedModel {
  experiment_id: string
  name?: string | undefined
  model_type?: string | undefined
  source_run_id?: string | undefined
  params?: unknown[] | undefined
  tags?: unknown[] | undefined
}

function createLoggedModel(door: MlflowDoor, given: NewLoggedModel): object {
  const { id: experiment, experiment: found } = findExperiment(door, given.experiment_id)
  checkActive(experiment, found)
  const id = `m-${door.parts.ids.hex(16)}`
  const now = door.now
  const model: LoggedModelState = {
    experiment,
    name: checkLoggedModelName(given.name ?? '') || door.parts.ids.runName(),
    type: given.model_type ?? '',
    sourceRun: given.source_run_id ?? '',
    artifactUri: `${found.artifactLocation.replace(/\/$/, '')}/models/${id}/artifacts`,
    status: STATUSES[1]!,
    stage: 'active',
    createdAt: now,
    updatedAt: now,
    tags: asTexts(readKeyValues(given.tags, 'tags')),
    params: asTexts(readKeyValues(given.params, 'params')),
    metrics: {},
  }
  door.change({ loggedModels: { [id]: model } })
  return { model: loggedModelJson(id, model) }
}

function checkLoggedModelName(name: string): string {
  if (/[/:.%"'\0]/.test(name))
    throw invalidParameter(
      `Invalid model name (${name}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
    )
  return name
}
