import { SeeTrainError } from './seetrain-error.ts'

/** There is no run of this id. */
export class RunMissingError extends SeeTrainError {
  constructor(id: string, dir: string) {
    super('RUN_MISSING', `run: there is no run "${id}" in ${dir}. Look with "seetrain ls", or check SEETRAIN_DIR.`)
  }
}
