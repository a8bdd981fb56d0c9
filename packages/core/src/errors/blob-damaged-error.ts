import { SeeTrainError } from './seetrain-error.ts'

/** Stored bytes no longer match their name. */
export class BlobDamagedError extends SeeTrainError {
  constructor(sha256: string, found: string) {
    super(
      'BLOB_DAMAGED',
      `blob ${sha256} is damaged: its bytes hash to ${found}. Restore it from a copy, or log it again.`,
    )
  }
}
