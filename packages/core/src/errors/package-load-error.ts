import { errorText } from './error-text.ts'
import { SeeTrainError } from './seetrain-error.ts'

/** An optional package is installed and did not load. */
export class PackageLoadError extends SeeTrainError {
  constructor(packageName: string, purpose: string, options: { cause: unknown }) {
    super(
      'PACKAGE_LOAD',
      `${purpose} found the package "${packageName}", but it did not load: ${errorText(options.cause)}. Repair it, or pass the one you imported: { module: ${asIdentifier(packageName)} }.`,
      options,
    )
  }
}

function asIdentifier(packageName: string): string {
  return (
    packageName
      .split('/')
      .at(-1)
      ?.replace(/\W+(\w?)/g, (_, next: string) => next.toUpperCase()) ?? 'it'
  )
}
