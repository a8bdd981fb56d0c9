import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asObject, asText } from '../../otlp/loose.ts'
import type { DatasetInputState, Table } from '../state/mlflow-state.ts'
import { checkBatchLimit, checkLength, checkRunId, LIMITS } from '../wire/checks.ts'
import { asTexts, own, readKeyValues, type Texts } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { asInteger } from '../wire/read-fields.ts'
import { findActiveRun } from './runs.ts'

export const CONTEXT_TAG = 'mlflow.data.context'
const MOST_EXPERIMENTS = 20
const MOST_SUMMARIES = 1000

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function runInputRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'POST experiments/search-datasets': ({ fields }) =>
        searchDatasets(door, fields({ experiment_ids: 'texts' }).experiment_ids ?? []),
    },
    writes: {
      'POST runs/log-inputs': ({ fields }) => {
        const {
          run_id: given,
          datasets = [],
          models = [],
        } = fields({
          run_id: 'text!',
          datasets: 'list',
          models: 'list',
        })
        checkRunId(given)
        checkBatchLimit('datasets', LIMITS.datasets, datasets.length)
        const read = datasets.map(readDatasetInput)
        const modelInputs = Object.fromEntries(modelIds(models).map(id => [id, true as const]))
        const { id } = findActiveRun(door, given)
        logDatasets(door, id, read, modelInputs)
        return {}
      },
      'POST runs/outputs': ({ fields }) => {
        const { run_id: given, models } = fields({ run_id: 'text!', models: 'list!' })
        const { id, run } = findActiveRun(door, given)
        const steps = models.map(model => asInteger(asObject(model)['step'] ?? 0) ?? 0)
        const first = Object.keys(run.modelOutputs).length
        const modelOutputs = Object.fromEntries(
          modelIds(models).map((model, index) => [`o${first + index}`, { model, step: steps[index]! }]),
        )
        door.change({ runs: { [id]: { modelOutputs } } })
        return {}
      },
    },
  }
}

function modelIds(models: readonly unknown[]): string[] {
  return models.map((model, index) => {
    const id = asText(asObject(model)['model_id'])
    if (!id) throw invalidParameter(`Missing value for required parameter 'models[${index}].model_id'.`)
    return id
  })
}

const DATASET_MEMBERS = {
  name: LIMITS.datasetName,
  digest: LIMITS.datasetDigest,
  source_type: LIMITS.datasetName,
  source: LIMITS.datasetSource,
  schema: LIMITS.datasetSchema,
  profile: LIMITS.datasetProfile,
} as const

function readDatasetInput(given: unknown): DatasetInputState {
  const { dataset: described, tags } = asObject(given)
  if (described === undefined || described === null)
    throw invalidParameter('Dataset input must have a dataset associated with it.')
  const dataset: Texts = {}
  for (const [name, limit] of Object.entries(DATASET_MEMBERS)) {
    const text = asText(asObject(described)[name])
    if (text !== undefined) dataset[name] = checkLength(name, limit, text)
  }
  for (const name of ['name', 'digest', 'source_type', 'source'])
    if (!dataset[name]) throw invalidParameter(`Missing value for required parameter 'dataset.${name}'.`)
  const pairs = readKeyValues(Array.isArray(tags) ? tags : [], 'tags')
  for (const { key, value } of pairs) {
    checkLength('key', LIMITS.inputTagKey, key)
    checkLength('value', LIMITS.inputTagValue, value)
  }
  return { dataset, tags: asTexts(pairs) }
}

// a dataset that the run has already stays as it was
function logDatasets(
  door: MlflowDoor,
  id: string,
  inputs: readonly DatasetInputState[],
  modelInputs: Table<true>,
): void {
  const { datasets: present } = door.state.runs[id]!
  const datasets: Table<DatasetInputState> = {}
  for (const input of inputs) {
    const place = JSON.stringify([input.dataset['name'], input.dataset['digest']])
    if (own(present, place) === undefined && own(datasets, place) === undefined) datasets[place] = input
  }
  const added = Object.values(datasets)
  if (added.length > 0) {
    const all = [...Object.values(present), ...added].map(shownDataset)
    const time = door.now
    door.runs.write(id, journal => journal.records([{ kind: 'config', time, set: { mlflow: { datasets: all } } }]))
  }
  door.change({ runs: { [id]: { datasets, modelInputs } } })
}

const LARGE_MEMBERS = ['schema', 'profile']

/** What the run's config shows of a dataset. */
function shownDataset({ dataset, tags }: DatasetInputState): Texts {
  const shown = Object.fromEntries(Object.entries(dataset).filter(([name]) => !LARGE_MEMBERS.includes(name)))
  const context = own(tags, CONTEXT_TAG)
  return context === undefined ? shown : { ...shown, context }
}

function searchDatasets({ state }: MlflowDoor, experiments: readonly string[]): object {
  if (experiments.length === 0)
    throw invalidParameter('SearchDatasets request must specify at least one experiment_id.')
  if (experiments.length > MOST_EXPERIMENTS)
    throw invalidParameter(
      `SearchDatasets request cannot specify more than ${MOST_EXPERIMENTS} experiment_ids. Received ${experiments.length} experiment_ids.`,
    )
  const summaries = new Map<string, object>()
  for (const run of Object.values(state.runs)) {
    if (!experiments.includes(run.experiment)) continue
    for (const { dataset, tags } of Object.values(run.datasets)) {
      const context = own(tags, CONTEXT_TAG)
      const summary = {
        experiment_id: run.experiment,
        name: dataset['name'],
        digest: dataset['digest'],
        ...(context !== undefined && { context }),
      }
      summaries.set(JSON.stringify(summary), summary)
    }
  }
  return { dataset_summaries: [...summaries.values()].slice(0, MOST_SUMMARIES) }
}
