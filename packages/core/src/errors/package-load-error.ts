import { SeeTrainError } from './seetrain-error.ts'

/** An optional package is installed and did not load. */
export class PackageLoadError extends SeeTrainError {
  constructor(packageName: string, purpose: string, options: { cause: unknown }) {
    const why = options.cause instanceof Error ? options.cause.message.split('\n', 1)[0] : String(options.cause)
    super('PACKAGE_LOAD', `${purpose} found the package "${packageName}", but it did not load: ${why}. Repair it, or pass the one you imported: { module: ${asIdentifier(packageName)} }.`, options)
  }
}

function asIdentifier(packageName: string): string {
  return packageName.split('/').at(-1)?.replace(/\W+(\w?)/g, (_, next: string) => next.toUpperCase()) ?? 'it'
}
