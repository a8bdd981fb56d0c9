import type { MlflowDoor } from '../mlflow-door.ts'
import type { RegisteredModelState } from '../state/mlflow-state.ts'
import { checkLength, checkModelName, checkName, LIMITS } from '../wire/checks.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'

export function findModel(door: MlflowDoor, given: string): { name: string; model: RegisteredModelState } {
  const name = checkModelName(given)
  const model = own(door.state.registeredModels, name)
  if (model === undefined) throw missingResource(`Registered Model with name=${name} not found`)
  return { name, model }
}

export function checkModelTag(key: string, value: string): void {
  checkName(key, 'key')
  checkLength('key', LIMITS.key, key)
  checkLength('value', LIMITS.registryTagValue, value)
}

const STAGES: { readonly [word: string]: string } = {
  none: 'None',
  staging: 'Staging',
  production: 'Production',
  archived: 'Archived',
}

/** A stage by its name, whatever its case. */
export function readStage(given: string): string {
  const stage = own(STAGES, given.toLowerCase())
  if (stage === undefined)
    throw invalidParameter(
      `Invalid Model Version stage: ${given}. Value must be one of None, Staging, Production, Archived.`,
    )
  return stage
}
