import type { MlflowDoor } from '../mlflow-door.ts'
import type { ExperimentState } from '../state/mlflow-state.ts'
import { checkExperimentId } from '../wire/checks.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'

export function findExperiment(door: MlflowDoor, given: string): { id: string; experiment: ExperimentState } {
  const id = given === '' ? '0' : checkExperimentId(given)
  const experiment = own(door.state.experiments, id)
  if (experiment === undefined) throw missingResource(`No Experiment with id=${id} exists`)
  return { id, experiment }
}

export function checkActive(id: string, { stage }: ExperimentState): void {
  if (stage !== 'active')
    throw invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is ${stage}.`)
}
