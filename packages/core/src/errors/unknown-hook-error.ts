import { SeeTrainError } from './seetrain-error.ts'

/** An adapter has no hook of this name. */
export class UnknownHookError extends SeeTrainError {
  constructor(framework: string, hook: string, known: string[]) {
    super('UNKNOWN_HOOK', `hook: ${framework} has no hook "${hook}". It has: ${known.join(', ')}.`)
  }
}
