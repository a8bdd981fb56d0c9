import { join } from 'node:path'
import {
  decodeRecord,
  FileBlobStore,
  JournalReader,
  listRuns,
  listWriters,
  nodeFileSystem,
  runFolder,
  writerFolder,
  type RunRecord,
} from '@seetrain/core'
import { errorLine } from '../output/error-line.ts'

/** Every blob that something below a folder `.seetrain` names, and what could not be asked. */
export interface NamedBlobs {
  names: ReadonlySet<string>
  /** Runs and catalogs that can not be read whole: they may name more. */
  damaged: string[]
}

const SHA256 = /[0-9a-f]{64}/g
/** What programs print and machines measure names no blob. */
const NAMELESS: ReadonlySet<RunRecord['kind']> = new Set(['console', 'system'])

/**
 * Looks through all journals, catalogs and manifests. Whatever looks like the name of a blob counts as one, wherever it
 * stands: a kind of record that is added later is understood too, and nothing is taken for unnamed by mistake.
 */
export function namedBlobs(home: string, onRun: (done: number, of: number) => void): NamedBlobs {
  const names = new Set<string>()
  const manifests = new Set<string>()
  const damaged: string[] = []
  const ids = listRuns(home, nodeFileSystem)
  for (const [index, id] of ids.entries()) {
    onRun(index, ids.length)
    const trouble = attempt(() => lookThroughRun(runFolder(home, id), names, manifests))
    if (trouble !== undefined) damaged.push(`run ${id} (${trouble})`)
  }
  for (const path of catalogPaths(home)) {
    const trouble = attempt(() => lookThroughCatalog(path, names, manifests))
    if (trouble !== undefined) damaged.push(`${path} (${trouble})`)
  }
  const blobs = new FileBlobStore(home, nodeFileSystem)
  // one that is gone takes nothing along: its files can be found by nobody
  for (const sha256 of manifests) if (blobs.has(sha256)) addNames(textOf(blobs.path(sha256)), names)
  return { names, damaged }
}

/** The reason why something may be missing. */
function attempt(work: () => string | undefined): string | undefined {
  try {
    return work()
  } catch (error) {
    return errorLine(error)
  }
}

function lookThroughRun(runDir: string, names: Set<string>, manifests: Set<string>): string | undefined {
  let lost = 0
  for (const writer of listWriters(runDir, nodeFileSystem)) {
    const reader = new JournalReader(writerFolder(runDir, writer), nodeFileSystem)
    try {
      const visitor = { point: () => {}, record: (record: RunRecord) => lookAtRecord(record, names, manifests) }
      for (let offset = 0, atEnd = false; !atEnd;) {
        const stretch = reader.visit(offset, visitor)
        lost += stretch.lost
        offset = stretch.nextOffset
        atEnd = stretch.atEnd
      }
    } finally {
      reader.close()
    }
  }
  return lost === 0 ? undefined : `${lost} of its records can not be read`
}

function lookAtRecord(record: RunRecord, names: Set<string>, manifests: Set<string>): void {
  if (NAMELESS.has(record.kind)) return
  if (record.kind === 'artifact') manifests.add(record.manifest.sha256)
  lookAt(record, names)
}

function lookAt(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') addNames(value, names)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const member of Object.values(value)) lookAt(member, names)
  }
}

function catalogPaths(home: string): string[] {
  const folder = join(home, 'artifacts')
  return nodeFileSystem
    .list(folder)
    .flatMap(project => nodeFileSystem.list(join(folder, project)).map(name => join(folder, project, name)))
    .filter(path => path.endsWith('.json'))
}

function lookThroughCatalog(path: string, names: Set<string>, manifests: Set<string>): string | undefined {
  const text = textOf(path)
  addNames(text, names)
  const { versions } = Object(decodeRecord(text)) as { versions?: unknown }
  if (!Array.isArray(versions)) return 'it has no versions'
  for (const version of versions) manifests.add(String(Object(Object(version).manifest).sha256))
  return undefined
}

function addNames(text: string, names: Set<string>): void {
  for (const [name] of text.matchAll(SHA256)) names.add(name)
}

function textOf(path: string): string {
  return Buffer.from(nodeFileSystem.readFile(path)).toString()
}
