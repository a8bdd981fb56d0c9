import type { MlflowDoor } from '../mlflow-door.ts'
import { DELETED_STAGE, findVersion, versionJson } from '../find/model-version.ts'
import { checkModelTag, findModel, readStage } from '../find/registered-model.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { asList, parsed } from '../../otlp/loose.ts'
import type { ModelVersionState, StateChange } from '../state/mlflow-state.ts'
import { checkModelName, checkName } from '../wire/checks.ts'
import { asTexts, own, readKeyValues } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pythonJson } from '../wire/python-json.ts'
import { resolveSource } from './model-source.ts'
import { searchModelVersions } from './search-model-versions.ts'

const ACTIVE_STAGES = ['Staging', 'Production']

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function modelVersionRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET model-versions/get': ({ fields }) => {
        const { name, version } = fields({ name: 'text!', version: 'word!' })
        return { model_version: givenVersion(door, name, version) }
      },
      'GET model-versions/get-download-uri': ({ fields }) => {
        const { name, version } = fields({ name: 'text!', version: 'word!' })
        return { artifact_uri: findVersion(door, name, version).state.storage }
      },
      'GET model-versions/search': ({ fields }) =>
        searchModelVersions(
          door,
          fields({ filter: 'text', max_results: 'integer', order_by: 'texts', page_token: 'text' }),
        ),
    },
    writes: {
      'POST model-versions/create': ({ fields }) =>
        createVersion(
          door,
          fields({
            name: 'text!',
            source: 'text!',
            run_id: 'text',
            run_link: 'text',
            description: 'text',
            model_id: 'text',
            tags: 'list',
          }),
        ),
      'PATCH model-versions/update': ({ fields }) => {
        const { name, version, description = '' } = fields({ name: 'text!', version: 'word!', description: 'text' })
        return changeVersion(door, name, version, { description })
      },
      'POST model-versions/transition-stage': ({ fields }) =>
        transition(
          door,
          fields({ name: 'text!', version: 'word!', stage: 'text!', archive_existing_versions: 'flag' }),
        ),
      'DELETE model-versions/delete': ({ fields }) => {
        const given = fields({ name: 'text!', version: 'word!' })
        return deleteVersion(door, given.name, given.version)
      },
      'POST model-versions/set-tag': ({ fields }) => {
        const given = fields({ name: 'text!', version: 'word!', key: 'text!', value: 'text' })
        checkModelTag(given.key, given.value ?? '')
        const { name, version } = findVersion(door, given.name, given.version)
        door.change({
          registeredModels: { [name]: { versions: { [version]: { tags: { [given.key]: given.value ?? '' } } } } },
        } as StateChange)
        return {}
      },
      'DELETE model-versions/delete-tag': ({ fields }) => {
        const given = fields({ name: 'text!', version: 'word!', key: 'text!' })
        checkName(given.key, 'key')
        const { name, version, state } = findVersion(door, given.name, given.version)
        if (own(state.tags, given.key) !== undefined)
          door.change({}, [['registeredModels', name, 'versions', version, 'tags', given.key]])
        return {}
      },
    },
  }
}

function givenVersion(door: MlflowDoor, given: string, number: string): object {
  const { name, version, state } = findVersion(door, given, number)
  return versionJson(name, door.state.registeredModels[name]!, version, state)
}

interface NewVersion {
  name: string
  source: string
  run_id?: string | undefined
  run_link?: string | undefined
  description?: string | undefined
  model_id?: string | undefined
  tags?: unknown[] | undefined
}

function createVersion(door: MlflowDoor, given: NewVersion): object {
  checkModelName(given.name)
  const pairs = readKeyValues(given.tags, 'tags')
  for (const { key, value } of pairs) checkModelTag(key, value)
  const tags = asTexts(pairs)
  const { name, model } = findModel(door, given.name)
  const place = resolveSource(door, given, own(tags, 'mlflow.prompt.is_prompt') === 'true')
  const version = String(Math.max(0, ...Object.keys(model.versions).map(Number)) + 1)
  const now = door.now
  const state: ModelVersionState = {
    stage: 'None',
    description: given.description ?? '',
    ...place,
    runLink: given.run_link ?? '',
    user: '',
    createdAt: now,
    updatedAt: now,
    tags,
  }
  door.change({
    registeredModels: { [name]: { updatedAt: now, versions: { [version]: state } } },
    ...linkToModel(door, name, version, state),
  })
  return { model_version: givenVersion(door, name, version) }
}

/** A logged model says in a tag which versions were made of it. */
function linkToModel({ state }: MlflowDoor, name: string, version: string, { model }: ModelVersionState): StateChange {
  const TAG = 'mlflow.modelVersions'
  const known = own(state.loggedModels, model)
  if (known === undefined) return {}
  const list = asList(parsed(known.tags[TAG]))
  const value = pythonJson([...list, { name, version: Number(version) }])
  return { loggedModels: { [model]: { tags: { [TAG]: value } } } }
}

function changeVersion(door: MlflowDoor, given: string, number: string, change: Partial<ModelVersionState>): object {
  const { name, version } = findVersion(door, given, number)
  const updatedAt = door.now
  const versions = { [version]: { ...change, updatedAt } }
  door.change({ registeredModels: { [name]: { versions } } } as StateChange)
  return { model_version: givenVersion(door, name, version) }
}

function transition(
  door: MlflowDoor,
  given: { name: string; version: string; stage: string; archive_existing_versions?: boolean | undefined },
): object {
  const stage = readStage(given.stage)
  const archives = given.archive_existing_versions === true
  if (archives && !ACTIVE_STAGES.includes(stage))
    throw invalidParameter(
      `Model version transition cannot archive existing model versions because '${given.stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    )
  const { name, version } = findVersion(door, given.name, given.version)
  const updatedAt = door.now
  const versions: { [version: string]: Partial<ModelVersionState> } = { [version]: { stage, updatedAt } }
  for (const [other, state] of Object.entries(door.state.registeredModels[name]!.versions))
    if (archives && other !== version && state.stage === stage) versions[other] = { stage: 'Archived', updatedAt }
  door.change({ registeredModels: { [name]: { updatedAt, versions } } } as StateChange)
  return { model_version: givenVersion(door, name, version) }
}

function deleteVersion(door: MlflowDoor, given: string, number: string): object {
  const { name, version } = findVersion(door, given, number)
  const updatedAt = door.now
  const redacted: Partial<ModelVersionState> = {
    stage: DELETED_STAGE,
    description: '',
    source: 'REDACTED-SOURCE-PATH',
    storage: 'REDACTED-SOURCE-PATH',
    run: 'REDACTED-RUN-ID',
    runLink: 'REDACTED-RUN-LINK',
    updatedAt,
  }
  const aliases = Object.entries(door.state.registeredModels[name]!.aliases).filter(([, to]) => String(to) === version)
  door.change(
    { registeredModels: { [name]: { updatedAt, versions: { [version]: redacted } } } } as StateChange,
    aliases.map(([alias]) => ['registeredModels', name, 'aliases', alias]),
  )
  return {}
}
