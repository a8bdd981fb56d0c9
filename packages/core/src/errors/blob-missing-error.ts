import { SeeTrainError } from './seetrain-error.ts'

/** The blob store has no bytes of this name. */
export class BlobMissingError extends SeeTrainError {
  constructor(sha256: string) {
    super(
      'BLOB_MISSING',
      `blob ${sha256} is not in the store. It was deleted, or the run was copied without .seetrain/blobs.`,
    )
  }
}
