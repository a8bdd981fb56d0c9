import { SeeTrainError } from '@seetrain/core'

/** An index was made by another version of SeeTrain, and may not be made anew here. */
export class IndexVersionError extends SeeTrainError {
  constructor(path: string, found: number, wanted: number) {
    super(
      'INDEX_VERSION',
      `${path}: it is of version ${found}, this program reads version ${wanted}. Stop the hub that fills it and start one of this version.`,
    )
  }
}
