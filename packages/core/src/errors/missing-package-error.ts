import { SeeTrainError } from './seetrain-error.ts'

/** An optional package that is needed now is not installed. */
export class MissingPackageError extends SeeTrainError {
  constructor(packageName: string, purpose: string, options?: { cause?: unknown }) {
    super(
      'MISSING_PACKAGE',
      `${purpose} needs the package "${packageName}", which is not installed here. Install it: npm install ${packageName}`,
      options,
    )
  }
}
