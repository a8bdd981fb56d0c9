import type { MlflowDoor } from '../mlflow-door.ts'
import { findExperiment } from '../find/experiment.ts'
import { datasetJson, findDataset } from '../find/evaluation-dataset.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { EVALUATION_DATASET_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter } from '../search/parse-filter.ts'
import type { EvaluationDatasetState, Table } from '../state/mlflow-state.ts'
import { checkLength, checkName, LIMITS } from '../wire/checks.ts'
import { readJsonObject } from '../wire/json-field.ts'
import { own, type Texts } from '../wire/key-values.ts'
import { checkMost, pageOf, readPageToken } from '../wire/page-token.ts'
import { pythonJson } from '../wire/python-json.ts'

export const USER_TAG = 'mlflow.user'

/** Datasets that evaluations run on: their names, tags and experiments. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function evaluationDatasetRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET datasets/search': ({ fields }) => searchEvaluationDatasets(door, fields(SEARCH_FIELDS)),
      '3.0 POST datasets/search': ({ fields }) => searchEvaluationDatasets(door, fields(SEARCH_FIELDS)),
      '3.0 GET datasets/:id': ({ params }) => shown(door, params['id']!),
      '3.0 GET datasets/:id/experiment-ids': ({ params }) => ({
        experiment_ids: Object.keys(findDataset(door, params['id']!).dataset.experiments),
      }),
    },
    writes: {
      '3.0 POST datasets/create': ({ fields }) =>
        createDataset(door, fields({ name: 'text!', experiment_ids: 'texts', tags: 'text' })),
      '3.0 DELETE datasets/:id': ({ params }) => {
        // one that is gone already is no error to MLflow's clients
        if (own(door.state.evaluationDatasets, params['id']!) !== undefined)
          door.change({}, [['evaluationDatasets', params['id']!]])
        return {}
      },
      '3.0 PATCH datasets/:id/tags': ({ params, fields }) => {
        const { id } = findDataset(door, params['id']!)
        const tags = readTags(fields({ tags: 'text!' }).tags)
        const user = own(tags, USER_TAG)
        door.change({
          evaluationDatasets: {
            [id]: { tags, updatedAt: door.now, ...(user !== undefined && { updatedBy: user }) },
          },
        })
        return {}
      },
      '3.0 DELETE datasets/:id/tags/:key': ({ params }) => {
        const { id } = findDataset(door, params['id']!)
        door.change({}, [['evaluationDatasets', id, 'tags', params['key']!]])
        return {}
      },
      '3.0 POST datasets/:id/add-experiments': ({ params, fields }) => {
        const { id } = findDataset(door, params['id']!)
        const experiments = readExperiments(door, fields({ experiment_ids: 'texts' }).experiment_ids)
        door.change({ evaluationDatasets: { [id]: { experiments, updatedAt: door.now } } })
        return shown(door, id)
      },
      '3.0 POST datasets/:id/remove-experiments': ({ params, fields }) => {
        const { id, dataset } = findDataset(door, params['id']!)
        const given = fields({ experiment_ids: 'texts' }).experiment_ids ?? []
        const removed = given.filter(experiment => own(dataset.experiments, experiment) !== undefined)
        if (removed.length > 0)
          door.change(
            { evaluationDatasets: { [id]: { updatedAt: door.now } } },
            removed.map(experiment => ['evaluationDatasets', id, 'experiments', experiment]),
          )
        return shown(door, id)
      },
    },
  }
}

function shown(door: MlflowDoor, given: string): object {
  const { id, dataset } = findDataset(door, given)
  return { dataset: datasetJson(id, dataset) }
}

interface NewDataset {
  name: string
  experiment_ids?: string[] | undefined
  tags?: string | undefined
}

function createDataset(door: MlflowDoor, { name, experiment_ids: given, tags: text }: NewDataset): object {
  checkLength('name', LIMITS.datasetName, name)
  const tags = text === undefined ? {} : readTags(text)
  const user = own(tags, USER_TAG) ?? ''
  const now = door.now
  const id = `d-${door.parts.ids.hex(16)}`
  const dataset: EvaluationDatasetState = {
    name,
    createdAt: now,
    updatedAt: now,
    createdBy: user,
    updatedBy: user,
    tags,
    experiments: readExperiments(door, given),
    schema: '',
    records: {},
  }
  door.change({ evaluationDatasets: { [id]: dataset } })
  return shown(door, id)
}

function readExperiments(door: MlflowDoor, given: readonly string[] = []): Table<true> {
  return Object.fromEntries(given.map(id => [findExperiment(door, id).id, true as const]))
}

function readTags(text: string): Texts {
  const tags: [string, string][] = []
  for (const [key, value] of Object.entries(readJsonObject('tags', text))) {
    if (value === null) continue
    checkLength('key', LIMITS.key, checkName(key, 'key'))
    const said = typeof value === 'string' ? value : pythonJson(value)
    tags.push([key, checkLength('value', LIMITS.tagValue, said)])
  }
  return Object.fromEntries(tags)
}

const SEARCH_FIELDS = {
  experiment_ids: 'texts',
  filter_string: 'text',
  max_results: 'integer',
  order_by: 'texts',
  page_token: 'text',
} as const

interface DatasetQuery {
  experiment_ids?: string[] | undefined
  filter_string?: string | undefined
  max_results?: number | undefined
  order_by?: string[] | undefined
  page_token?: string | undefined
}

const MOST_DATASETS = 50_000
const NEWEST_FIRST: readonly string[] = ['created_time DESC']
const BY_ID: Ordering = { entity: 'attribute', key: 'dataset_id', ascending: false }

function searchEvaluationDatasets(door: MlflowDoor, query: DatasetQuery): object {
  const most = checkMost(query.max_results ?? 1000, MOST_DATASETS)
  const clauses = parseFilter(query.filter_string, EVALUATION_DATASET_GRAMMAR)
  const written = query.order_by?.length ? query.order_by : NEWEST_FIRST
  const orderings = parseOrderBy(written, EVALUATION_DATASET_GRAMMAR)
  const experiments = query.experiment_ids ?? []
  const isWanted = ({ experiments: own }: EvaluationDatasetState): boolean =>
    experiments.length === 0 || experiments.some(id => Object.hasOwn(own, id))
  const found = Object.entries(door.state.evaluationDatasets).filter(
    entry => isWanted(entry[1]) && matchesAll(clauses, lookUp(entry)),
  )
  sortBy(found, [...orderings, BY_ID], lookUp)
  const { rows, ...next } = pageOf(found, readPageToken(query.page_token), most)
  return { datasets: rows.map(([id, dataset]) => datasetJson(id, dataset)), ...next }
}

function lookUp([id, dataset]: [string, EvaluationDatasetState]): LookUp {
  const attributes = {
    dataset_id: id,
    name: dataset.name,
    created_time: dataset.createdAt,
    last_update_time: dataset.updatedAt,
    created_by: dataset.createdBy || undefined,
    last_updated_by: dataset.updatedBy || undefined,
  }
  return ({ entity, key }) => (entity === 'tag' ? own(dataset.tags, key) : own(attributes, key))
}
