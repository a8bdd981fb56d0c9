import { SeeTrainError } from './seetrain-error.ts'

/** A file that lists versions or files of an artifact can not be understood. It is left as it is. */
export class CatalogDamagedError extends SeeTrainError {
  constructor(where: string, reason: string, options?: { cause?: unknown }) {
    super(
      'CATALOG_DAMAGED',
      `${where}: ${reason}. Restore it from a copy; or move it away, and the next log starts again at v0.`,
      options,
    )
  }
}
