import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { RUN_GRAMMAR } from '../search/grammar.ts'
import { matchesAll, type Found, type LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter, type Named } from '../search/parse-filter.ts'
import type { RunState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pageToken, readPageToken } from '../wire/page-token.ts'
import { checkExperimentId } from '../wire/checks.ts'
import type { SearchQuery } from '../search/search-query.ts'
import { isViewed } from '../search/view.ts'
import { CONTEXT_TAG } from './run-inputs.ts'
import { runJson } from './runs.ts'

const MOST_RUNS = 50_000
const NEWEST_FIRST: Ordering = { entity: 'attribute', key: 'start_time', ascending: false }
const BY_ID: Ordering = { entity: 'attribute', key: 'run_id', ascending: true }

interface Query extends SearchQuery {
  experiment_ids?: string[] | undefined
  run_view_type?: string | undefined
}

export function searchRunRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'POST runs/search': ({ fields }) =>
        searchRuns(
          door,
          fields({
            experiment_ids: 'texts',
            filter: 'text',
            run_view_type: 'word',
            max_results: 'integer',
            order_by: 'texts',
            page_token: 'text',
          }),
        ),
    },
  }
}

function searchRuns(door: MlflowDoor, query: Query): object {
  const most = query.max_results ?? 1000
  if (most > MOST_RUNS || most < 0)
    throw invalidParameter(
      `Invalid value ${most} for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.`,
    )
  const clauses = parseFilter(query.filter, RUN_GRAMMAR)
  const orderings = parseOrderBy(query.order_by, RUN_GRAMMAR)
  const from = readPageToken(query.page_token)
  const experiments = new Set((query.experiment_ids ?? []).map(checkExperimentId))
  const lookUp = ([id, run]: [string, RunState]): LookUp => lookUpIn(door, id, run)
  const found = Object.entries(door.state.runs).filter(
    entry =>
      experiments.has(entry[1].experiment) &&
      isViewed(entry[1].stage, query.run_view_type) &&
      matchesAll(clauses, lookUp(entry)),
  )
  const isOrdered = orderings.some(({ entity, key }) => entity === 'attribute' && key === 'start_time')
  sortBy(found, isOrdered ? [...orderings, BY_ID] : [...orderings, NEWEST_FIRST, BY_ID], lookUp)
  const page = found.slice(from, from + most)
  return {
    runs: page.map(([id, run]) => runJson(door, id, run)),
    // as the original: a full page may be the last one
    ...(page.length === most && most > 0 && { next_page_token: pageToken(from + most) }),
  }
}

function lookUpIn(door: MlflowDoor, id: string, run: RunState): LookUp {
  return ({ entity, key }) => {
    switch (entity) {
      case 'metric':
        return door.runs.latest(id).get(key)?.value
      case 'parameter':
        return own(run.params, key)
      case 'tag':
        return own(run.tags, key)
      case 'dataset':
        return datasetValues(run, key)
      default:
        return attribute(id, run, key)
    }
  }
}

function datasetValues({ datasets }: RunState, key: string): Found[] {
  return Object.values(datasets).map(({ dataset, tags }) =>
    key === 'context' ? own(tags, CONTEXT_TAG) : own(dataset, key),
  )
}

function attribute(id: string, run: RunState, key: Named['key']): Found {
  switch (key) {
    case 'run_id':
      return id
    case 'run_name':
      return run.name
    case 'user_id':
      return run.user
    case 'status':
      return run.status
    case 'artifact_uri':
      return run.artifactUri
    case 'start_time':
      return run.startTime
    default:
      return run.endTime ?? undefined
  }
}
