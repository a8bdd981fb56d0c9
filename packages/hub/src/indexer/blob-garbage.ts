import { join } from 'node:path'
import { decodeManifest, decodeRecord, type BlobStore, type Clock, type FileSystem } from '@seetrain/core'
import { GarbageUnsureError } from '../errors/garbage-unsure-error.ts'
import type { StoreReader } from '../store/store.ts'
import type { Trouble } from './troubles.ts'

export interface BlobGarbageParts {
  /** The `.seetrain` folder. */
  home: string
  /** In step with the journals: see `Indexer.caughtUp`. */
  store: StoreReader
  blobs: BlobStore
  fileSystem: FileSystem
  clock: Clock
  /** Those of the indexer. */
  troubles: readonly Trouble[]
  /** Younger blobs stay: their record may be on its way. Default a day. */
  olderThanMs?: number
}

/** A blob that nothing needs. */
export interface BlobGarbage {
  sha256: string
  size: number
  path: string
}

const DAY_MS = 24 * 60 * 60 * 1000
const RUNS_AT_ONCE = 500
const MOST = 1_000_000_000

/**
 * Finds the blobs that neither a run (a deleted one counts) nor a version of an artifact needs. Removes nothing. Throws
 * `GarbageUnsureError` when a journal, catalog or manifest can not be read. Remove them while no run is written: a run
 * that logs the same bytes again would miss them.
 */
export async function findBlobGarbage(parts: BlobGarbageParts): Promise<BlobGarbage[]> {
  const trouble = parts.troubles.find(({ kind }) => kind === 'damaged' || kind === 'unreadable' || kind === 'store')
  if (trouble !== undefined) throw new GarbageUnsureError(`a journal of run "${trouble.runId}" could not be read whole`)
  const manifests = new Set([...(await loggedManifests(parts.store)), ...catalogManifests(parts)])
  const needed = new Set(manifests)
  for await (const group of parts.store.blobs()) for (const sha256 of group) needed.add(sha256)
  for (const manifest of manifests) for (const sha256 of blobsIn(manifest, parts.blobs)) needed.add(sha256)
  return [...oldBlobs(parts)].filter(blob => !needed.has(blob.sha256))
}

async function loggedManifests(store: StoreReader): Promise<string[]> {
  const found: string[] = []
  for (let offset = 0; ; offset += RUNS_AT_ONCE) {
    const { rows } = await store.runs({ deleted: 'include', offset, limit: RUNS_AT_ONCE })
    if (rows.length === 0) return found
    const artifacts = await store.artifacts({ runs: rows.map(row => row.id), limit: MOST })
    for (const { record } of artifacts.rows) found.push(record.manifest.sha256)
  }
}

/** Versions outlive the runs that logged them. */
function* catalogManifests({ home, fileSystem }: BlobGarbageParts): Generator<string> {
  const folder = join(home, 'artifacts')
  for (const project of fileSystem.list(folder)) {
    for (const file of fileSystem.list(join(folder, project))) {
      if (!file.endsWith('.json')) continue
      const path = join(folder, project, file)
      try {
        const catalog = decodeRecord(new TextDecoder().decode(fileSystem.readFile(path))) as unknown as Catalog
        for (const { manifest } of catalog.versions) yield manifest.sha256
      } catch (cause) {
        throw new GarbageUnsureError(`${path} can not be read`, { cause })
      }
    }
  }
}

interface Catalog {
  versions: { manifest: { sha256: string } }[]
}

function blobsIn(manifest: string, blobs: BlobStore): string[] {
  try {
    return decodeManifest(`manifest ${manifest}`, blobs.get(manifest)).flatMap(entry => entry.blob?.sha256 ?? [])
  } catch (cause) {
    throw new GarbageUnsureError(`the manifest ${manifest} can not be read`, { cause })
  }
}

function* oldBlobs({ home, fileSystem, clock, olderThanMs = DAY_MS }: BlobGarbageParts): Generator<BlobGarbage> {
  const folder = join(home, 'blobs')
  for (const part of fileSystem.list(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    for (const sha256 of fileSystem.list(join(folder, part))) {
      const path = join(folder, part, sha256)
      const stat = fileSystem.stat(path)
      if (stat?.isFile && stat.modifiedAt < clock.now() - olderThanMs) yield { sha256, size: stat.size, path }
    }
  }
}
