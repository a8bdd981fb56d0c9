import { SeeTrainError } from './seetrain-error.ts'

/** Something is larger than a setting allows. */
export class SizeLimitError extends SeeTrainError {
  constructor(what: string, size: number, limit: number, setting: string) {
    super(
      'SIZE_LIMIT',
      `${what}: ${size} bytes, more than the limit of ${limit}. Make it smaller or raise the setting ${setting}.`,
    )
  }
}
