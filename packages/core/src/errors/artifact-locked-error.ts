import { SeeTrainError } from './seetrain-error.ts'

/** The list of an artifact's versions could not be changed, because others were changing it. */
export class ArtifactLockedError extends SeeTrainError {
  constructor(lock: string, reason: string) {
    super(
      'ARTIFACT_LOCKED',
      `${lock}: ${reason}. Log the artifact again; if many processes share it, give each a name of its own.`,
    )
  }
}
