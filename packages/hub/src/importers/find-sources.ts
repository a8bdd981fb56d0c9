import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ImportFormatError } from '../errors/import-format-error.ts'
import type { Importer, Place, Source } from './importer.ts'

/** A source, and who reads it. */
export interface FoundSource {
  importer: Importer
  source: Source
}

/** Deeper than anybody keeps runs, and an end for folders that go in circles. */
const DEEPEST = 12
/** Folders that hold no runs of other programs and may be very large. */
const PASSED_OVER = new Set(['node_modules', '.git', '.seetrain', '.venv', '__pycache__'])

/**
 * What can be imported at a path: one file, or a folder with everything below it. Throws `ImportFormatError` when there is
 * nothing.
 */
export function findSources(path: string, importers: readonly Importer[]): FoundSource[] {
  const absolute = resolve(path)
  const stat = statSync(absolute, { throwIfNoEntry: false })
  if (stat === undefined) throw new ImportFormatError(path, 'There is no such file or folder.', importers)
  const found = stat.isDirectory()
    ? walk(absolute, importers, { depth: 0, isNamed: true })
    : look({ path: dirname(absolute), files: [basename(absolute)], folders: [], isNamed: true }, importers).found
  if (found.length === 0)
    throw new ImportFormatError(path, 'Nothing in it is of a format that can be imported.', importers)
  return found
}

function walk(
  path: string,
  importers: readonly Importer[],
  { depth, isNamed }: { depth: number; isNamed: boolean },
): FoundSource[] {
  const { found, folders } = look({ path, ...listFolder(path), isNamed }, importers)
  if (depth === DEEPEST) return found
  return [
    ...found,
    ...folders.flatMap(folder => walk(join(path, folder), importers, { depth: depth + 1, isNamed: false })),
  ]
}

/** Asks one importer after the other, and tells which folders are left to look into. */
function look(place: Place, importers: readonly Importer[]): { found: FoundSource[]; folders: readonly string[] } {
  let { files, folders } = place
  const found: FoundSource[] = []
  for (const importer of importers) {
    const sources = importer.find({ ...place, files, folders })
    found.push(...sources.map(source => ({ importer, source })))
    const taken = new Set(sources.flatMap(source => [...source.files, ...(source.folders ?? [])]))
    files = files.filter(name => !taken.has(name))
    folders = folders.filter(name => !taken.has(name))
  }
  return { found, folders }
}

function listFolder(path: string): Pick<Place, 'files' | 'folders'> {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    files: entries.filter(entry => entry.isFile()).map(({ name }) => name),
    folders: entries.filter(entry => entry.isDirectory() && !PASSED_OVER.has(entry.name)).map(({ name }) => name),
  }
}
