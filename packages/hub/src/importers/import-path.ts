import { basename } from 'node:path'
import { ImportFormatError } from '../errors/import-format-error.ts'
import { importers } from './catalog.ts'
import { findSources, type FoundSource } from './find-sources.ts'
import { SourceImport, type ImportedSource, type ImportParts } from './import-source.ts'

export interface ImportPathOptions extends Omit<ImportParts, 'isFollowed'> {
  /** Of what may be read, only this. */
  format?: string
  /** Default: what the source says, else the name of the path. */
  project?: string
  /** Only for a path that is one run. */
  name?: string
  /** Ends it behind the present piece; what is there stays and is gone on with the next time. */
  signal?: AbortSignal
  /** After the first reading, looks again each time this resolves, and ends when the signal aborts. */
  untilNext?: () => Promise<void>
  onProgress?(progress: ImportProgress): void
  /** What of the path could not be looked into; each once. Problems of a source are with its result. */
  onProblem?(message: string): void
}

export interface ImportProgress {
  /** From 1. */
  source: number
  sources: number
  path: string
  records: number
}

export type { ImportedSource }

/** Takes over what other programs wrote, a run for each source. Throws `ImportFormatError` when nothing can be. */
export async function importPath(path: string, options: ImportPathOptions): Promise<ImportedSource[]> {
  const chosen = chooseImporters(path, options.format)
  const told = new Set<string>()
  const tell = (message: string): void => {
    if (!told.has(message)) options.onProblem?.(message)
    told.add(message)
  }
  const search = (): FoundSource[] =>
    findSources(path, chosen, { mayBeEmpty: options.untilNext !== undefined, onProblem: tell })
  const open = new Map<string, SourceImport>()
  try {
    await readAll(search(), open, path, options)
    while (options.untilNext !== undefined && options.signal?.aborted !== true) {
      await options.untilNext()
      // runs may begin while others are followed
      await readAll(search(), open, path, options)
    }
  } finally {
    for (const running of open.values()) running.close()
  }
  return [...open.values()].map(running => running.close())
}

function chooseImporters(path: string, format: string | undefined) {
  if (format === undefined) return importers
  const chosen = importers.filter(importer => importer.format === format)
  if (chosen.length === 0) throw new ImportFormatError(path, `There is no format ${format}.`, importers)
  return chosen
}

async function readAll(
  found: readonly FoundSource[],
  open: Map<string, SourceImport>,
  path: string,
  options: ImportPathOptions,
): Promise<void> {
  const { project, name } = options
  for (const [index, { importer, source }] of found.entries()) {
    const id = `${importer.format}\n${source.path}`
    let running = open.get(id)
    if (running === undefined) {
      const words = { project: project ?? source.project ?? basename(path), ...(found.length === 1 && { name }) }
      running = new SourceImport(source, importer.format, words, {
        ...options,
        isFollowed: options.untilNext !== undefined,
      })
      open.set(id, running)
    }
    const place = { source: index + 1, sources: found.length, path: source.path }
    const reading = running.readOn(source, records => options.onProgress?.({ ...place, records }), options.signal)
    await reading.catch(error => {
      // a file that went away while its folder is followed may have another in its place at the next look
      if (options.untilNext === undefined || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    })
    if (options.signal?.aborted) return
  }
}
