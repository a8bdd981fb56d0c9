import type { MlflowDoor } from '../mlflow-door.ts'
import { MODEL_VERSION_GRAMMAR } from '../search/grammar.ts'
import type { LookUp } from '../search/match-clauses.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter } from '../search/parse-filter.ts'
import type { SearchQuery } from '../search/search-query.ts'
import type { RegisteredModelState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { checkMost, pageOf, readPageToken } from '../wire/page-token.ts'
import { DELETED_STAGE, versionJson, type FoundVersion } from '../find/model-version.ts'
import { matchesModels } from '../search/match-models.ts'

const MOST_VERSIONS = 200_000

type Row = FoundVersion & { model: RegisteredModelState }

const NEWEST_FIRST: readonly string[] = ['last_updated_timestamp DESC', 'name ASC', 'version_number DESC']
const BY_NAME: Ordering = { entity: 'attribute', key: 'name', ascending: true }
const BY_NUMBER: Ordering = { entity: 'attribute', key: 'version_number', ascending: false }

export function searchModelVersions({ state }: MlflowDoor, query: SearchQuery): object {
  const most = checkMost(query.max_results ?? 200_000, MOST_VERSIONS)
  const clauses = parseFilter(query.filter, MODEL_VERSION_GRAMMAR)
  const orderings = parseOrderBy(query.order_by?.length ? query.order_by : NEWEST_FIRST, MODEL_VERSION_GRAMMAR)
  const rows = Object.entries(state.registeredModels).flatMap(([name, model]) =>
    Object.entries(model.versions)
      .filter(([, found]) => found.stage !== DELETED_STAGE)
      .map(([version, found]): Row => ({ name, version, state: found, model })),
  )
  const found = rows.filter(row => matchesModels(clauses, lookUp(row)))
  const ties = [BY_NAME, BY_NUMBER].filter(tie => orderings.every(({ key }) => key !== tie.key))
  sortBy(found, [...orderings, ...ties], lookUp)
  const { rows: page, ...next } = pageOf(found, readPageToken(query.page_token), most)
  return { model_versions: page.map(row => versionJson(row.name, row.model, row.version, row.state)), ...next }
}

function lookUp({ name, version, state }: Row): LookUp {
  const attributes = {
    name,
    version_number: Number(version),
    run_id: state.run,
    source_path: state.source,
    creation_timestamp: state.createdAt,
    last_updated_timestamp: state.updatedAt,
  }
  return ({ entity, key }) => (entity === 'tag' ? own(state.tags, key) : own(attributes, key))
}
