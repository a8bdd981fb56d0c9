import type { MlflowDoor } from '../mlflow-door.ts'
import { checkActive, findExperiment } from '../find/experiment.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { EXPERIMENT_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter } from '../search/parse-filter.ts'
import type { SearchQuery } from '../search/search-query.ts'
import { isViewed } from '../search/view.ts'
import type { ExperimentState, Lifecycle } from '../state/mlflow-state.ts'
import { checkExperimentName, checkLength, checkName, LIMITS } from '../wire/checks.ts'
import { asTexts, keyValues, own, readKeyValues } from '../wire/key-values.ts'
import { invalidParameter, missingResource, MlflowError } from '../wire/mlflow-error.ts'
import { checkMost, pageOf, readPageToken } from '../wire/page-token.ts'
import { markRuns } from './runs.ts'

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function experimentRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET experiments/get-by-name': ({ fields }) => {
        const name = fields({ experiment_name: 'text!' }).experiment_name
        const found = findByName(door, name)
        if (found === undefined) throw missingResource(`Could not find experiment with name '${name}'`)
        return { experiment: experimentJson(...found) }
      },
      'GET experiments/get': ({ fields }) => {
        const { id, experiment } = findExperiment(door, fields({ experiment_id: 'text!' }).experiment_id)
        return { experiment: experimentJson(id, experiment) }
      },
      'GET experiments/search': request => searchExperiments(door, request.fields(SEARCH_FIELDS)),
      'POST experiments/search': request => searchExperiments(door, request.fields(SEARCH_FIELDS)),
    },
    writes: {
      'POST experiments/create': ({ fields }) =>
        createExperiment(door, fields({ name: 'text!', artifact_location: 'text', tags: 'list' })),
      'POST experiments/update': ({ fields }) => {
        const { experiment_id: given, new_name: name } = fields({ experiment_id: 'text!', new_name: 'text!' })
        const { id, experiment } = findExperiment(door, given)
        if (experiment.stage !== 'active')
          throw new MlflowError('INVALID_STATE', 'Cannot rename a non-active experiment.')
        checkExperimentName(name)
        refuseTaken(door, name, id)
        door.change({ experiments: { [id]: { name, updatedAt: door.now } } })
        return {}
      },
      'POST experiments/delete': ({ fields }) =>
        move(door, fields({ experiment_id: 'text!' }).experiment_id, 'deleted'),
      'POST experiments/restore': ({ fields }) =>
        move(door, fields({ experiment_id: 'text!' }).experiment_id, 'active'),
      'POST experiments/set-experiment-tag': ({ fields }) => {
        const {
          experiment_id: given,
          key,
          value = '',
        } = fields({ experiment_id: 'text!', key: 'text!', value: 'text' })
        checkExperimentTag(key, value)
        const { id, experiment } = findExperiment(door, given)
        checkActive(id, experiment)
        door.change({ experiments: { [id]: { tags: { [key]: value } } } })
        return {}
      },
      'POST experiments/delete-experiment-tag': ({ fields }) => {
        const { experiment_id: given, key } = fields({ experiment_id: 'text!', key: 'text!' })
        const { id, experiment } = findExperiment(door, given)
        checkActive(id, experiment)
        if (own(experiment.tags, key) === undefined)
          throw missingResource(`No tag with name: ${key} in experiment with id ${id}`)
        door.change({}, [['experiments', id, 'tags', key]])
        return {}
      },
    },
  }
}

export function experimentJson(id: string, experiment: ExperimentState): object {
  return {
    experiment_id: id,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.stage,
    last_update_time: experiment.updatedAt,
    creation_time: experiment.createdAt,
    tags: keyValues(experiment.tags),
  }
}

function findByName({ state }: MlflowDoor, name: string): [string, ExperimentState] | undefined {
  return Object.entries(state.experiments).find(([, experiment]) => experiment.name === name)
}

function refuseTaken(door: MlflowDoor, name: string, self?: string): void {
  const taken = findByName(door, name)
  if (taken !== undefined && taken[0] !== self)
    throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.`)
}

function checkExperimentTag(key: string, value: string): void {
  checkName(key, 'key')
  checkLength('key', LIMITS.key, key)
  checkLength('value', LIMITS.experimentTagValue, value)
}

const MOST_LOCATION = 2048

function createExperiment(
  door: MlflowDoor,
  {
    name,
    artifact_location: location = '',
    tags,
  }: { name: string; artifact_location?: string | undefined; tags?: unknown[] | undefined },
): object {
  const pairs = readKeyValues(tags, 'tags')
  for (const { key, value } of pairs) checkExperimentTag(key, value)
  if (/[#;]/.test(location) || /^\w+:[^?]*\?/.test(location))
    throw invalidParameter(`'artifact_location' URL can't include fragments or params.`)
  if (location.startsWith('runs:'))
    throw invalidParameter(`Artifact location cannot be a runs:/ URI. Given: '${location}'`)
  checkExperimentName(name)
  checkLength('artifact_location', MOST_LOCATION, location)
  refuseTaken(door, name)
  const id = String(Math.max(...Object.keys(door.state.experiments).map(Number)) + 1)
  const now = door.now
  const experiment: ExperimentState = {
    name,
    artifactLocation: location || `mlflow-artifacts:/${id}`,
    stage: 'active',
    createdAt: now,
    updatedAt: now,
    tags: asTexts(pairs),
  }
  door.change({ experiments: { [id]: experiment } })
  return { experiment_id: id }
}

function move(door: MlflowDoor, given: string, stage: Lifecycle): object {
  const { id, experiment } = findExperiment(door, given)
  if (experiment.stage === stage) throw missingResource(`No Experiment with id=${id} exists`)
  door.change({ experiments: { [id]: { stage, updatedAt: door.now } } })
  markRuns(door, id, stage)
  return {}
}

const SEARCH_FIELDS = {
  view_type: 'word',
  max_results: 'integer',
  order_by: 'texts',
  filter: 'text',
  page_token: 'text',
} as const

const MOST_EXPERIMENTS = 50_000
const NEWEST_FIRST: readonly string[] = ['creation_time DESC', 'experiment_id ASC']

function searchExperiments(door: MlflowDoor, query: SearchQuery & { view_type?: string | undefined }): object {
  const most = checkMost(query.max_results ?? 1000, MOST_EXPERIMENTS)
  const clauses = parseFilter(query.filter, EXPERIMENT_GRAMMAR)
  const orderings = parseOrderBy(query.order_by?.length ? query.order_by : NEWEST_FIRST, EXPERIMENT_GRAMMAR)
  const byId: Ordering = { entity: 'attribute', key: 'experiment_id', ascending: false }
  const found = Object.entries(door.state.experiments).filter(
    entry => isViewed(entry[1].stage, query.view_type) && matchesAll(clauses, lookUp(entry)),
  )
  sortBy(found, orderings.some(({ key }) => key === byId.key) ? orderings : [...orderings, byId], lookUp)
  const { rows, ...next } = pageOf(found, readPageToken(query.page_token), most)
  return { experiments: rows.map(([id, experiment]) => experimentJson(id, experiment)), ...next }
}

function lookUp([id, { name, createdAt, updatedAt, tags }]: [string, ExperimentState]): LookUp {
  return ({ entity, key }) =>
    entity === 'tag'
      ? own(tags, key)
      : own({ name, creation_time: createdAt, last_update_time: updatedAt, experiment_id: Number(id) }, key)
}
