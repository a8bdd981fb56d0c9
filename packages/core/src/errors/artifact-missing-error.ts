import { SeeTrainError } from './seetrain-error.ts'

/** No artifact, version or alias of this name was logged. */
export class ArtifactMissingError extends SeeTrainError {
  constructor(reference: string, project: string, known: string[]) {
    super(
      'ARTIFACT_MISSING',
      `artifact: there is no "${reference}" in project "${project}". It has: ${known.join(', ') || 'none'}. Log it first, or check the project and SEETRAIN_DIR.`,
    )
  }
}
