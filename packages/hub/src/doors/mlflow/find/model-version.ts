import type { MlflowDoor } from '../mlflow-door.ts'
import type { ModelVersionState, RegisteredModelState } from '../state/mlflow-state.ts'
import { checkModelName, checkVersion } from '../wire/checks.ts'
import { keyValues, own } from '../wire/key-values.ts'
import { missingResource } from '../wire/mlflow-error.ts'

/** A version that was deleted keeps its number. */
export const DELETED_STAGE = 'Deleted_Internal'

export interface FoundVersion {
  name: string
  version: string
  state: ModelVersionState
}

export function findVersion(door: MlflowDoor, given: string, number: string): FoundVersion {
  const name = checkModelName(given)
  const version = String(checkVersion(number))
  const state = own(own(door.state.registeredModels, name)?.versions, version)
  if (state === undefined || state.stage === DELETED_STAGE)
    throw missingResource(`Model Version (name=${name}, version=${version}) not found`)
  return { name, version, state }
}

/** The newest version of each stage, the newest first. */
export function latestVersions({ versions }: RegisteredModelState): [string, ModelVersionState][] {
  const latest = new Map<string, [string, ModelVersionState]>()
  for (const [version, state] of Object.entries(versions)) {
    const known = latest.get(state.stage)
    if (state.stage !== DELETED_STAGE && Number(version) > Number(known?.[0] ?? 0))
      latest.set(state.stage, [version, state])
  }
  return [...latest.values()].sort(([a], [b]) => Number(b) - Number(a))
}

export function versionJson(
  name: string,
  model: RegisteredModelState,
  version: string,
  state: ModelVersionState,
): object {
  const aliases = Object.entries(model.aliases).filter(([, target]) => String(target) === version)
  return {
    name,
    version,
    creation_timestamp: state.createdAt,
    last_updated_timestamp: state.updatedAt,
    ...(state.user !== '' && { user_id: state.user }),
    current_stage: state.stage,
    description: state.description,
    source: state.source,
    run_id: state.run,
    run_link: state.runLink,
    status: 'READY',
    tags: keyValues(state.tags),
    aliases: aliases.map(([alias]) => alias),
    ...(state.model !== '' && { model_id: state.model }),
  }
}
