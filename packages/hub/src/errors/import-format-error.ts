import { SeeTrainError } from '@seetrain/core'

/** A path was to be imported, and nothing there is of a known format. */
export class ImportFormatError extends SeeTrainError {
  constructor(path: string, why: string, importers: readonly { format: string; takes: string }[]) {
    const known = importers.map(({ format, takes }) => `${format} (${takes})`).join('; ')
    super('IMPORT_FORMAT', `import: ${path}: ${why} These can be imported: ${known}.`)
  }
}
