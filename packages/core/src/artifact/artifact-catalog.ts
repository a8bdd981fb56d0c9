import { join } from 'node:path'
import type { ArtifactType, BlobRef, PlainObject, RunRecord } from '../contracts/record.ts'
import { CatalogDamagedError } from '../errors/catalog-damaged-error.ts'
import { decodeRecord, encodeRecord } from '../record/plain-json.ts'
import { FileLock, type FileLockParts } from '../lock/file-lock.ts'
import { fileName } from './file-name.ts'
import type { ArtifactNode } from './lineage.ts'

const FORMAT = 1

/** One version as the catalog knows it. */
export interface CatalogVersion {
  version: string
  type: ArtifactType
  digest: string
  manifest: BlobRef
  size: number
  files: number
  createdAt: number
  /** The run that logged it first. */
  runId: string
  step?: number
  description?: string
  metadata?: PlainObject
  /** Lineage names of the versions that it was made from. */
  derivedFrom: ArtifactNode[]
}

/** All versions of one artifact, in the order of logging, and where its aliases point. */
export interface Catalog {
  project: string
  name: string
  /** Number of the next new version: never used twice. */
  next: number
  aliases: Map<string, string>
  versions: CatalogVersion[]
}

/** The catalogs on disk: `<home>/artifacts/<project>/<name>.json`, each replaced whole and by one process at a time. */
export class ArtifactCatalogs {
  readonly #folder: string
  readonly #parts: FileLockParts

  constructor(home: string, parts: FileLockParts) {
    this.#folder = join(home, 'artifacts')
    this.#parts = parts
  }

  read(project: string, name: string): Catalog | undefined {
    return this.#read(this.#path(project, name))
  }

  /** Lets `edit` change a catalog (a new one when there is none) and publishes it. An error in `edit` leaves it as it was. */
  change<T>(project: string, name: string, edit: (catalog: Catalog) => T): T {
    const path = this.#path(project, name)
    return new FileLock(`${path}.lock`, this.#parts).hold(assertHeld => {
      const catalog = this.#read(path) ?? { project, name, next: 0, aliases: new Map(), versions: [] }
      const result = edit(catalog)
      const text = encode(catalog)
      assertHeld()
      this.#parts.fileSystem.writeFileAtomic(path, text)
      return result
    })
  }

  /** The catalogs of a project, by name. */
  list(project: string): Catalog[] {
    const folder = join(this.#folder, fileName(project))
    return this.#parts.fileSystem
      .list(folder)
      .filter(file => file.endsWith('.json'))
      .flatMap(file => this.#read(join(folder, file)) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #path(project: string, name: string): string {
    return join(this.#folder, fileName(project), `${fileName(name)}.json`)
  }

  #read(path: string): Catalog | undefined {
    let bytes: Uint8Array
    try {
      bytes = this.#parts.fileSystem.readFile(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    return decode(path, Buffer.from(bytes).toString())
  }
}

// the journal's JSON, because metadata may hold what plain JSON lacks
function encode(catalog: Catalog): string {
  const { project, name, next, versions } = catalog
  const aliases = Object.fromEntries(catalog.aliases)
  return `${encodeRecord({ format: FORMAT, project, name, next, aliases, versions } as unknown as RunRecord)}\n`
}

function decode(path: string, text: string): Catalog {
  let stored: {
    format: number
    project: string
    name: string
    next: number
    aliases: object
    versions: CatalogVersion[]
  }
  try {
    stored = Object(decodeRecord(text))
  } catch (cause) {
    throw new CatalogDamagedError(path, 'it is not JSON', { cause })
  }
  if (stored.format !== FORMAT) {
    throw new CatalogDamagedError(path, `its format is ${String(stored.format)}, this version reads ${FORMAT}`)
  }
  if (!Array.isArray(stored.versions) || !Number.isSafeInteger(stored.next) || typeof stored.aliases !== 'object') {
    throw new CatalogDamagedError(path, 'members are missing')
  }
  return { ...stored, aliases: new Map(Object.entries(stored.aliases)) as Map<string, string> }
}

/** The aliases of a version, sorted. */
export function aliasesOf(catalog: Catalog, version: string): string[] {
  return [...catalog.aliases]
    .filter(([, target]) => target === version)
    .map(([alias]) => alias)
    .sort()
}
