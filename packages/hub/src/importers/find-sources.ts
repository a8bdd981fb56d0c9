import { readdirSync, realpathSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
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

/** What a search goes by: who is asked, and what became of links and folders on the way. */
interface Search {
  importers: readonly Importer[]
  /** Real paths of folders outside of the named one that links led to. */
  visited: Set<string>
  root: string
  onProblem(message: string): void
}

/**
 * What can be imported at a path: one file, or a folder with everything below it. What may not be read is told and passed
 * over. Throws `ImportFormatError` when there is nothing, unless something may still come.
 */
export function findSources(
  path: string,
  importers: readonly Importer[],
  { mayBeEmpty, onProblem }: { mayBeEmpty: boolean; onProblem: (message: string) => void },
): FoundSource[] {
  const absolute = resolve(path)
  const stat = statSync(absolute, { throwIfNoEntry: false })
  if (stat === undefined) throw new ImportFormatError(path, 'There is no such file or folder.', importers)
  const problems: string[] = []
  const search: Search = {
    importers,
    visited: new Set(),
    root: realpathSync(absolute),
    onProblem: message => void problems.push(message),
  }
  const found = stat.isDirectory()
    ? walk(absolute, search, 0)
    : look({ path: dirname(absolute), files: [basename(absolute)], folders: [], isNamed: true }, search).found
  if (found.length === 0 && !(mayBeEmpty && stat.isDirectory())) {
    const reason = problems[0] ?? 'Nothing in it is of a format that can be imported.'
    throw new ImportFormatError(path, reason, importers)
  }
  for (const problem of problems) onProblem(problem)
  return found
}

function walk(path: string, search: Search, depth: number): FoundSource[] {
  const place = orProblem(search, () => listFolder(path, search), { files: [], folders: [] })
  const { found, folders } = look({ path, ...place, isNamed: depth === 0 }, search)
  if (depth === DEEPEST) return found
  return [...found, ...folders.flatMap(folder => walk(join(path, folder), search, depth + 1))]
}

/** Asks one importer after the other, and tells which folders are left to look into. */
function look(place: Place, search: Search): { found: FoundSource[]; folders: readonly string[] } {
  let { files, folders } = place
  const found: FoundSource[] = []
  for (const importer of search.importers) {
    const sources = orProblem(search, () => importer.find({ ...place, files, folders }), [])
    found.push(...sources.map(source => ({ importer, source })))
    const taken = new Set(sources.flatMap(source => [...source.files, ...(source.folders ?? [])]))
    files = files.filter(name => !taken.has(name))
    folders = folders.filter(name => !taken.has(name))
  }
  return { found, folders }
}

function listFolder(path: string, search: Search): Pick<Place, 'files' | 'folders'> {
  const files: string[] = []
  const folders: string[] = []
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const kind = entry.isSymbolicLink() ? linkedKind(join(path, entry.name), search) : entry
    if (kind?.isFile()) files.push(entry.name)
    else if (kind?.isDirectory() && !PASSED_OVER.has(entry.name)) folders.push(entry.name)
  }
  return { files, folders }
}

/** A link is followed once, and only out of the folder that is searched: what it holds itself is found where it lies. */
function linkedKind(path: string, { root, visited }: Search): Pick<Stats, 'isFile' | 'isDirectory'> | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  const real = realpathSync(path)
  const isAround = real === root || real.startsWith(root + sep) || root.startsWith(real + sep)
  if (isAround || visited.has(real)) return undefined
  visited.add(real)
  return stat
}

/** A folder or file that may not be read, or is gone by now, hides no other. */
function orProblem<Value>({ onProblem }: Search, read: () => Value, otherwise: Value): Value {
  try {
    return read()
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') onProblem(`${path ?? message}: it may not be read, and was passed over`)
    else if (code !== 'ENOENT') throw error
    return otherwise
  }
}
