import type { MlflowDoor } from '../mlflow-door.ts'
import { findVersion, latestVersions, versionJson } from '../find/model-version.ts'
import { checkModelTag, findModel, readStage } from '../find/registered-model.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { REGISTERED_MODEL_GRAMMAR } from '../search/grammar.ts'
import type { LookUp } from '../search/match-clauses.ts'
import { matchesModels } from '../search/match-models.ts'
import { parseOrderBy, sortBy, type Ordering } from '../search/order-by.ts'
import { parseFilter } from '../search/parse-filter.ts'
import type { SearchQuery } from '../search/search-query.ts'
import type { RegisteredModelState } from '../state/mlflow-state.ts'
import { checkAlias, checkModelName, checkName, checkNewAlias, checkVersion } from '../wire/checks.ts'
import { asTexts, keyValues, own, readKeyValues } from '../wire/key-values.ts'
import { invalidParameter, missingResource, MlflowError } from '../wire/mlflow-error.ts'
import { checkMost, pageOf, readPageToken } from '../wire/page-token.ts'

const MOST_MODELS = 1000

export function registeredModelRoutes(door: MlflowDoor): MlflowRoutes {
  const latest: MlflowRoutes['reads'] = {
    'GET registered-models/get-latest-versions': ({ fields }) =>
      givenLatest(door, fields({ name: 'text!', stages: 'texts' })),
    'POST registered-models/get-latest-versions': ({ fields }) =>
      givenLatest(door, fields({ name: 'text!', stages: 'texts' })),
  }
  return {
    reads: {
      ...latest,
      'GET registered-models/get': ({ fields }) => {
        const { name, model } = findModel(door, fields({ name: 'text!' }).name)
        return { registered_model: modelJson(name, model) }
      },
      'GET registered-models/search': ({ fields }) =>
        searchModels(door, fields({ filter: 'text', max_results: 'integer', order_by: 'texts', page_token: 'text' })),
      'GET registered-models/alias': ({ fields }) => {
        const { name, alias } = fields({ name: 'text!', alias: 'text!' })
        return { model_version: versionByAlias(door, name, alias) }
      },
    },
    writes: { ...modelWrites(door), ...labelWrites(door) },
  }
}

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
function modelWrites(door: MlflowDoor): NonNullable<MlflowRoutes['writes']> {
  return {
    'POST registered-models/create': ({ fields }) => {
      const { name, tags, description = '' } = fields({ name: 'text!', tags: 'list', description: 'text' })
      checkModelName(name)
      const pairs = readKeyValues(tags, 'tags')
      for (const { key, value } of pairs) checkModelTag(key, value)
      refuseTaken(door, name)
      const now = door.now
      const model = { description, createdAt: now, updatedAt: now, tags: asTexts(pairs), aliases: {}, versions: {} }
      door.change({ registeredModels: { [name]: model } })
      return { registered_model: modelJson(name, model) }
    },
    'POST registered-models/rename': ({ fields }) => {
      const { name, new_name: next } = fields({ name: 'text!', new_name: 'text!' })
      checkModelName(next, 'new_name')
      const { model } = findModel(door, name)
      if (next !== name) refuseTaken(door, next, 'Registered Model (name=')
      const now = door.now
      const versions = Object.fromEntries(
        Object.entries(model.versions).map(([version, state]) => [version, { ...state, updatedAt: now }]),
      )
      door.change({ registeredModels: { [next]: { ...model, versions, updatedAt: now } } }, [
        ['registeredModels', name],
      ])
      return { registered_model: modelJson(next, door.state.registeredModels[next]!) }
    },
    'PATCH registered-models/update': ({ fields }) => {
      const { name: given, description = '' } = fields({ name: 'text!', description: 'text' })
      const { name } = findModel(door, given)
      door.change({ registeredModels: { [name]: { description, updatedAt: door.now } } })
      return { registered_model: modelJson(name, door.state.registeredModels[name]!) }
    },
    'DELETE registered-models/delete': ({ fields }) => {
      const { name } = findModel(door, fields({ name: 'text!' }).name)
      door.change({}, [['registeredModels', name]])
      return {}
    },
  }
}

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
function labelWrites(door: MlflowDoor): NonNullable<MlflowRoutes['writes']> {
  return {
    'POST registered-models/set-tag': ({ fields }) => {
      const { name: given, key, value = '' } = fields({ name: 'text!', key: 'text!', value: 'text' })
      checkModelTag(key, value)
      const { name } = findModel(door, given)
      door.change({ registeredModels: { [name]: { tags: { [key]: value } } } })
      return {}
    },
    'DELETE registered-models/delete-tag': ({ fields }) => {
      const { name: given, key } = fields({ name: 'text!', key: 'text!' })
      checkName(key, 'key')
      const { name, model } = findModel(door, given)
      if (own(model.tags, key) !== undefined) door.change({}, [['registeredModels', name, 'tags', key]])
      return {}
    },
    'POST registered-models/alias': ({ fields }) => {
      const { name: given, alias, version } = fields({ name: 'text!', alias: 'text!', version: 'word!' })
      checkModelName(given)
      checkNewAlias(alias)
      const number = checkVersion(version)
      findVersion(door, given, version)
      door.change({ registeredModels: { [given]: { aliases: { [alias]: number } } } })
      return {}
    },
    'DELETE registered-models/alias': ({ fields }) => {
      const { name: given, alias } = fields({ name: 'text!', alias: 'text!' })
      checkAlias(alias)
      const { name, model } = findModel(door, given)
      if (own(model.aliases, alias) !== undefined) door.change({}, [['registeredModels', name, 'aliases', alias]])
      return {}
    },
  }
}

function refuseTaken({ state }: MlflowDoor, name: string, words = 'Registered Model (name='): void {
  if (own(state.registeredModels, name) !== undefined)
    throw new MlflowError('RESOURCE_ALREADY_EXISTS', `${words}${name}) already exists.`)
}

function modelJson(name: string, model: RegisteredModelState): object {
  return {
    name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    ...(model.description !== '' && { description: model.description }),
    latest_versions: latestVersions(model).map(([version, state]) => versionJson(name, model, version, state)),
    tags: keyValues(model.tags),
    aliases: Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
  }
}

function givenLatest(
  door: MlflowDoor,
  { name: given, stages = [] }: { name: string; stages?: string[] | undefined },
): object {
  const { name, model } = findModel(door, given)
  const wanted = stages.map(readStage)
  const found = latestVersions(model).filter(([, { stage }]) => wanted.length === 0 || wanted.includes(stage))
  return { model_versions: found.map(([version, state]) => versionJson(name, model, version, state)) }
}

function versionByAlias(door: MlflowDoor, given: string, alias: string): object {
  const { name, model } = findModel(door, given)
  checkAlias(alias)
  if (alias.toLowerCase() === 'latest') {
    const [newest] = latestVersions(model)
    if (newest === undefined) throw missingResource(`Latest version not found for model ${name}.`)
    return versionJson(name, model, ...newest)
  }
  const version = own(model.aliases, alias)
  if (version === undefined) throw invalidParameter(`Registered model alias ${alias} not found.`)
  const found = findVersion(door, name, String(version))
  return versionJson(name, model, found.version, found.state)
}

const BY_NAME: Ordering = { entity: 'attribute', key: 'name', ascending: true }

function searchModels(door: MlflowDoor, query: SearchQuery): object {
  const most = checkMost(query.max_results ?? 100, MOST_MODELS)
  const clauses = parseFilter(query.filter, REGISTERED_MODEL_GRAMMAR)
  const orderings = parseOrderBy(query.order_by, REGISTERED_MODEL_GRAMMAR)
  const lookUp = ([name, model]: [string, RegisteredModelState]): LookUp => lookUpIn(name, model)
  const found = Object.entries(door.state.registeredModels).filter(entry => matchesModels(clauses, lookUp(entry)))
  sortBy(found, orderings.some(({ key }) => key === 'name') ? orderings : [...orderings, BY_NAME], lookUp)
  const { rows, ...next } = pageOf(found, readPageToken(query.page_token), most)
  return { registered_models: rows.map(([name, model]) => modelJson(name, model)), ...next }
}

function lookUpIn(name: string, { tags, createdAt, updatedAt }: RegisteredModelState): LookUp {
  return ({ entity, key }) => {
    if (entity === 'tag') return own(tags, key)
    return own({ name, creation_timestamp: createdAt, last_updated_timestamp: updatedAt }, key)
  }
}
