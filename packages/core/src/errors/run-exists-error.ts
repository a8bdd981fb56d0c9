import { SeeTrainError } from './seetrain-error.ts'

/** The id is taken and resume was not allowed. */
export class RunExistsError extends SeeTrainError {
  constructor(id: string, dir: string) {
    super(
      'RUN_EXISTS',
      `id: a run "${id}" exists in ${dir}. Pass resume: 'allow' to continue it, or leave the id out for a new run.`,
    )
  }
}
