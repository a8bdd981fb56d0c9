import { join, resolve } from 'node:path'
import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem, IdSource } from '../contracts/ports.ts'
import type { ArtifactEntry, ArtifactType, BlobRef, PlainObject } from '../contracts/record.ts'
import type { UsedArtifact as UsedArtifactContract } from '../contracts/run.ts'
import { BlobDamagedError } from '../errors/blob-damaged-error.ts'
import { BlobMissingError } from '../errors/blob-missing-error.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { aliasesOf, type Catalog, type CatalogVersion } from './artifact-catalog.ts'
import { fileName } from './file-name.ts'
import { copyVerified, hashFile } from './file-pieces.ts'
import { isInside } from './is-inside.ts'
import type { ArtifactNode } from './lineage.ts'
import { decodeManifest } from './manifest.ts'

export interface UsedArtifactParts {
  home: string
  fileSystem: FileSystem
  blobs: BlobStore
  ids: IdSource
}

/** One version of an artifact with its files at hand. The list of files is read when first needed. */
export class UsedArtifact implements UsedArtifactContract {
  readonly project: string
  readonly name: string
  readonly version: string
  readonly type: ArtifactType
  readonly digest: string
  readonly aliases: string[]
  readonly description?: string
  readonly metadata: PlainObject
  /** Lineage names of the versions that it was made from. */
  readonly derivedFrom: readonly ArtifactNode[]
  readonly #manifest: BlobRef
  readonly #parts: UsedArtifactParts
  #entries: ArtifactEntry[] | undefined

  constructor(catalog: Catalog, stored: CatalogVersion, parts: UsedArtifactParts) {
    this.project = catalog.project
    this.name = catalog.name
    this.version = stored.version
    this.type = stored.type
    this.digest = stored.digest
    this.aliases = aliasesOf(catalog, stored.version)
    if (stored.description !== undefined) this.description = stored.description
    this.metadata = stored.metadata ?? {}
    this.derivedFrom = stored.derivedFrom
    this.#manifest = stored.manifest
    this.#parts = parts
  }

  entries(): ArtifactEntry[] {
    return structuredClone(this.#list())
  }

  files(): string[] {
    return this.#list().map(entry => entry.path)
  }

  read(path: string): Uint8Array {
    const entries = this.#list()
    const entry = entries.find(candidate => candidate.path === path)
    if (!entry) {
      const some = entries.slice(0, 10).map(candidate => candidate.path)
      throw new InvalidArgumentError(
        'path',
        path,
        `${this.name}:${this.version} has: ${some.join(', ')}${entries.length > 10 ? ', …' : ''}.`,
      )
    }
    if (!entry.blob) {
      throw new InvalidArgumentError(
        'path',
        path,
        `It is a reference, its bytes are not stored here. Fetch them from ${entry.reference}.`,
      )
    }
    return this.#parts.blobs.get(entry.blob.sha256)
  }

  async download(folder?: string): Promise<string> {
    const target = resolve(folder ?? this.#ownFolder())
    const { fileSystem } = this.#parts
    fileSystem.makeFolder(target)
    const root = fileSystem.realPath(target)
    for (const entry of this.#list()) {
      if (entry.blob) this.#writeFile(root, entry.path, entry.blob)
      // a large download lets the program's own work go on between files
      await new Promise(done => setImmediate(done))
    }
    return target
  }

  verify(): void {
    for (const { blob } of this.#list()) {
      if (!blob) continue
      const found = hashFile(this.#parts.fileSystem, this.#blobPath(blob))
      if (found !== blob.sha256) throw new BlobDamagedError(blob.sha256, found)
    }
  }

  #list(): ArtifactEntry[] {
    this.#entries ??= decodeManifest(`${this.name}:${this.version}`, this.#parts.blobs.get(this.#manifest.sha256))
    return this.#entries
  }

  #ownFolder(): string {
    return join(this.#parts.home, 'downloads', fileName(this.project), fileName(this.name), this.version)
  }

  #writeFile(root: string, path: string, blob: BlobRef): void {
    const { fileSystem, ids } = this.#parts
    const segments = path.split('/')
    const name = segments.pop()!
    const file = join(this.#makeFolders(root, segments), name)
    const from = this.#blobPath(blob)
    if (!this.#holdsAlready(file, blob)) copyVerified(fileSystem, ids, from, file, blob.sha256)
  }

  // one by one, because a link on the way could lead the next folder out of the root
  #makeFolders(root: string, segments: string[]): string {
    const { fileSystem } = this.#parts
    let folder = root
    for (const segment of segments) {
      const next = join(folder, segment)
      if (!fileSystem.stat(next)) fileSystem.makeFolder(next)
      folder = fileSystem.realPath(next)
      if (!isInside(root, folder)) {
        throw new InvalidArgumentError(
          'folder',
          next,
          `It is a link that leaves ${root}. Remove it, or download to another folder.`,
        )
      }
    }
    return folder
  }

  #holdsAlready(file: string, blob: BlobRef): boolean {
    const { fileSystem } = this.#parts
    const stat = fileSystem.stat(file)
    if (!stat?.isFile || stat.size !== blob.size || fileSystem.realPath(file) !== file) return false
    return hashFile(fileSystem, file) === blob.sha256
  }

  #blobPath(blob: BlobRef): string {
    if (!this.#parts.blobs.has(blob.sha256)) throw new BlobMissingError(blob.sha256)
    return this.#parts.blobs.path(blob.sha256)
  }
}
