import type { MlflowDoor } from '../mlflow-door.ts'
import { asObject, asText } from '../../otlp/loose.ts'
import { LOGGED_MODEL_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type Found, type LookUp } from '../search/match-clauses.ts'
import { sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter, readIdentifier } from '../search/parse-filter.ts'
import type { LoggedModelState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pageOf, readPageToken } from '../wire/page-token.ts'
import { loggedModelJson } from '../find/logged-model.ts'

interface Query {
  experiment_ids: string[]
  filter?: string | undefined
  datasets?: unknown[] | undefined
  max_results?: number | undefined
  order_by?: unknown[] | undefined
  page_token?: string | undefined
}

interface DatasetWanted {
  name: string
  digest: string
}

type ModelOrdering = Ordering & { dataset: DatasetWanted }
type Entry = [string, LoggedModelState]

const DEFAULT_ROWS = 50
const ANY: DatasetWanted = { name: '', digest: '' }

export function searchLoggedModels({ state }: MlflowDoor, query: Query): object {
  const datasets = (query.datasets ?? []).map(readDataset)
  if (datasets.some(({ name }) => name === ''))
    throw invalidParameter('`dataset_name` in the `datasets` clause must be specified.')
  const clauses = parseFilter(query.filter, LOGGED_MODEL_GRAMMAR)
  const asksMetrics = clauses.some(({ entity }) => entity === 'metric')
  const found = Object.entries(state.loggedModels).filter(
    ([id, model]) =>
      model.stage === 'active' &&
      query.experiment_ids.includes(model.experiment) &&
      matchesAll(clauses, lookUp([id, model], datasets)) &&
      (datasets.length === 0 || asksMetrics || metricsOn(model, datasets).length > 0),
  )
  for (const ordering of readOrderings(query.order_by ?? []).reverse())
    sortBy(found, [ordering], entry => lookUp(entry, [ordering.dataset], true))
  const { rows, ...next } = pageOf(
    found,
    readPageToken(query.page_token),
    Math.max(1, query.max_results ?? DEFAULT_ROWS),
  )
  return { models: rows.map(entry => loggedModelJson(...entry)), ...next }
}

function readDataset(given: unknown): DatasetWanted {
  const { dataset_name: name, dataset_digest: digest } = asObject(given)
  return { name: asText(name) ?? '', digest: asText(digest) ?? '' }
}

// the last one sorts first, so that each later pass keeps the order within equals
function readOrderings(list: readonly unknown[]): ModelOrdering[] {
  const orderings = list.map(item => {
    const { field_name: field, ascending } = asObject(item)
    const name = asText(field) ?? ''
    const named = readIdentifier(name, LOGGED_MODEL_GRAMMAR, LOGGED_MODEL_GRAMMAR.orderable)
    if (!LOGGED_MODEL_GRAMMAR.orderableEntities.includes(named.entity))
      throw invalidParameter(`Invalid order by field name: ${name}. Only metrics are supported.`)
    return { ...named, ascending: ascending !== false, dataset: readDataset(item) }
  })
  const isByTime = orderings.some(({ key }) => key === 'creation_timestamp')
  const newest: ModelOrdering = { entity: 'attribute', key: 'creation_timestamp', ascending: false, dataset: ANY }
  return isByTime ? orderings : [...orderings, newest]
}

function lookUp([id, model]: Entry, datasets: readonly DatasetWanted[], isLatestAlone = false): LookUp {
  return ({ entity, key }) => {
    if (entity === 'parameter') return own(model.params, key)
    if (entity === 'tag') return own(model.tags, key)
    if (entity === 'attribute') return attribute(id, model, key)
    const metrics = metricsOn(model, datasets).filter(metric => metric.key === key)
    if (isLatestAlone) metrics.sort((a, b) => b.timestamp - a.timestamp || b.step - a.step)
    return metrics.map(({ value }) => value)
  }
}

function metricsOn(
  { metrics }: LoggedModelState,
  datasets: readonly DatasetWanted[],
): LoggedModelState['metrics'][string][] {
  return Object.values(metrics).filter(
    ({ datasetName, datasetDigest }) =>
      datasets.length === 0 ||
      datasets.some(
        ({ name, digest }) => (name === '' || name === datasetName) && (digest === '' || digest === datasetDigest),
      ),
  )
}

function attribute(id: string, model: LoggedModelState, key: string): Found {
  switch (key) {
    case 'model_id':
      return id
    case 'model_type':
      return model.type
    case 'source_run_id':
      return model.sourceRun
    case 'experiment_id':
      return model.experiment
    case 'creation_timestamp':
      return model.createdAt
    case 'last_updated_timestamp':
      return model.updatedAt
    default:
      return key === 'name' ? model.name : model.status
  }
}
