import type { BlobStore } from '../contracts/blob-store.ts'
import type { Clock, FileSystem, IdSource } from '../contracts/ports.ts'
import type { ArtifactEntry, ArtifactRecord } from '../contracts/record.ts'
import { ArtifactMissingError } from '../errors/artifact-missing-error.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { toPlainObject } from '../record/to-plain.ts'
import type { Artifact } from './artifact.ts'
import { aliasesOf, ArtifactCatalogs, type Catalog, type CatalogVersion } from './artifact-catalog.ts'
import { artifactNode, type ArtifactNode } from './lineage.ts'
import { contentDigest, encodeManifest, MANIFEST_MIME } from './manifest.ts'
import { checkAlias, checkProject, LATEST, parseReference } from './names.ts'
import { storeEntries } from './store-entries.ts'
import { UsedArtifact } from './used-artifact.ts'

export interface ArtifactStoreParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  blobs: BlobStore
  clock: Clock
  ids: IdSource
}

export interface PutOptions {
  project: string
  runId: string
  /** Move to the version. `latest` moves by itself. */
  aliases?: readonly string[]
  step?: number
}

/** What an `artifact` record says, without kind and time. */
export type StoredArtifact = Omit<ArtifactRecord, 'kind' | 'time'>

/** A version in a listing. */
export interface ListedArtifact extends StoredArtifact {
  project: string
  createdAt: number
  /** The run that logged it first. */
  runId: string
  derivedFrom: ArtifactNode[]
}

/**
 * The versions of all artifacts below one `.seetrain` folder. Bytes go to the blob store first; then one short step
 * under a lock makes the version known, so that a crash leaves either all of it or none.
 */
export class ArtifactStore {
  readonly #parts: ArtifactStoreParts
  readonly #catalogs: ArtifactCatalogs

  constructor(parts: ArtifactStoreParts) {
    this.#parts = parts
    this.#catalogs = new ArtifactCatalogs(parts.home, parts)
  }

  /**
   * Stores what the artifact holds now. Content that was logged before is the version that it was; its aliases move
   * all the same, and a description or metadata given now replaces the earlier one.
   */
  put(artifact: Artifact, options: PutOptions): StoredArtifact {
    const project = checkProject(options.project)
    const aliases = [LATEST, ...(options.aliases ?? []).map(checkAlias)]
    const derivedFrom = artifact.derivedFrom.map(source => this.#node(project, source))
    const metadata = toPlainObject(artifact.metadata, 'artifact.metadata')
    const entries = this.#storeEntries(artifact)
    const draft: VersionDraft = {
      type: artifact.type,
      digest: contentDigest(artifact.type, entries),
      manifest: this.#parts.blobs.put(encodeManifest(artifact.type, entries), MANIFEST_MIME),
      size: entries.reduce((sum, entry) => sum + entry.size, 0),
      files: entries.length,
      runId: options.runId,
      ...(options.step !== undefined && { step: options.step }),
      ...(artifact.description !== undefined && { description: artifact.description }),
      ...(Object.keys(metadata).length > 0 && { metadata }),
      derivedFrom,
    }
    return this.#catalogs.change(project, artifact.name, catalog => {
      const version = addVersion(catalog, draft, this.#parts.clock.now())
      for (const alias of aliases) catalog.aliases.set(alias, version.version)
      return { ...recordOf(catalog, version), ...(options.step !== undefined && { step: options.step }) }
    })
  }

  /** Finds `name`, `name:alias` or `name:v3`; `project/name:v3` in another project. */
  find(project: string, reference: string): UsedArtifact {
    const { catalog, version } = this.#lookUp(project, reference)
    return new UsedArtifact(catalog, version, this.#parts)
  }

  /** All versions of all artifacts of a project, by name and then in the order of logging. */
  list(project: string): ListedArtifact[] {
    return this.#catalogs.list(checkProject(project)).flatMap(catalog =>
      catalog.versions.map(version => ({
        ...recordOf(catalog, version),
        ...(version.step !== undefined && { step: version.step }),
        project: catalog.project,
        createdAt: version.createdAt,
        runId: version.runId,
        derivedFrom: [...version.derivedFrom],
      })),
    )
  }

  /** Moves an alias to the version that `reference` points to. */
  setAlias(project: string, reference: string, alias: string): void {
    const wanted = parseReference(project, reference)
    const checked = checkOwnAlias(alias)
    this.#lookUp(project, reference)
    this.#catalogs.change(wanted.project, wanted.name, catalog => {
      catalog.aliases.set(checked, select(catalog, wanted.selector, reference).version)
    })
  }

  /** Takes an alias away. The version stays. */
  removeAlias(project: string, name: string, alias: string): void {
    const checked = checkOwnAlias(alias)
    const { catalog } = this.#lookUp(project, `${name}:${checked}`)
    this.#catalogs.change(catalog.project, catalog.name, current => void current.aliases.delete(checked))
  }

  #storeEntries(artifact: Artifact): ArtifactEntry[] {
    const { fileSystem, blobs } = this.#parts
    const sources = artifact.sources
    if (sources.length === 0) {
      throw new InvalidArgumentError(
        'artifact',
        artifact.name,
        'It is empty. Add a file, a directory, an object or a reference first.',
      )
    }
    return storeEntries(sources, fileSystem, blobs)
  }

  #node(project: string, reference: string): ArtifactNode {
    const { catalog, version } = this.#lookUp(project, reference)
    return artifactNode(catalog.project, catalog.name, version.version)
  }

  #lookUp(project: string, reference: string): { catalog: Catalog; version: CatalogVersion } {
    const wanted = parseReference(project, reference)
    const catalog = this.#catalogs.read(wanted.project, wanted.name)
    if (!catalog) {
      throw new ArtifactMissingError(
        reference,
        wanted.project,
        this.#catalogs.list(wanted.project).map(known => known.name),
      )
    }
    return { catalog, version: select(catalog, wanted.selector, reference) }
  }
}

type VersionDraft = Omit<CatalogVersion, 'version' | 'createdAt'>

function addVersion(catalog: Catalog, draft: VersionDraft, now: number): CatalogVersion {
  const known = catalog.versions.find(version => version.digest === draft.digest)
  if (known) {
    if (draft.description !== undefined) known.description = draft.description
    if (draft.metadata !== undefined) known.metadata = draft.metadata
    known.derivedFrom = [...new Set([...known.derivedFrom, ...draft.derivedFrom])]
    return known
  }
  const version = { version: `v${catalog.next++}`, ...draft, createdAt: now }
  catalog.versions.push(version)
  return version
}

function select(catalog: Catalog, selector: string, reference: string): CatalogVersion {
  const target = catalog.aliases.get(selector) ?? selector
  const version = catalog.versions.find(candidate => candidate.version === target)
  if (version) return version
  const known = [...catalog.aliases.keys(), ...catalog.versions.map(candidate => candidate.version)]
  throw new ArtifactMissingError(
    reference,
    catalog.project,
    known.map(word => `${catalog.name}:${word}`),
  )
}

function recordOf(catalog: Catalog, version: CatalogVersion): StoredArtifact {
  return {
    name: catalog.name,
    type: version.type,
    version: version.version,
    digest: version.digest,
    manifest: version.manifest,
    size: version.size,
    files: version.files,
    aliases: aliasesOf(catalog, version.version),
    ...(version.description !== undefined && { description: version.description }),
    ...(version.metadata !== undefined && { metadata: version.metadata }),
  }
}

function checkOwnAlias(alias: string): string {
  if (checkAlias(alias) !== LATEST) return alias
  throw new InvalidArgumentError('alias', alias, '"latest" moves by logging alone. Choose another word.')
}
