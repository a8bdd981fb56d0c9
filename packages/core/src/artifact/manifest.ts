import { hashBytes, isSha256 } from '../blob/sha256.ts'
import type { ArtifactEntry, ArtifactType } from '../contracts/record.ts'
import { CatalogDamagedError } from '../errors/catalog-damaged-error.ts'
import { destinationPath } from './destination-path.ts'

const FORMAT = 1
export const MANIFEST_MIME = 'application/vnd.seetrain.manifest+json'

/** The stored list of what is in a version. The same entries and type give the same bytes. */
export function encodeManifest(type: ArtifactType, entries: ArtifactEntry[]): Uint8Array {
  const rows = byPath(entries).map(({ path, size, blob, reference, digest }) =>
    blob
      ? { path, size, blob: { sha256: blob.sha256, size: blob.size, mime: blob.mime } }
      : { path, size, reference, digest },
  )
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, type, entries: rows }))
}

/** What makes two versions the same: the type, and path, size and content of each entry. */
export function contentDigest(type: ArtifactType, entries: ArtifactEntry[]): string {
  const rows = byPath(entries).map(({ path, size, blob, reference, digest }) =>
    blob ? [path, size, `sha256:${blob.sha256}`] : [path, size, reference, digest ?? null],
  )
  return hashBytes(new TextEncoder().encode(JSON.stringify([type, rows])))
}

/** Reads a manifest that may come from anywhere: a path or a blob's name that leads elsewhere is refused. */
export function decodeManifest(where: string, bytes: Uint8Array): ArtifactEntry[] {
  let manifest: { format?: unknown; entries?: unknown }
  try {
    manifest = Object(JSON.parse(new TextDecoder().decode(bytes))) as typeof manifest
  } catch (cause) {
    throw new CatalogDamagedError(where, 'its manifest is not JSON', { cause })
  }
  if (manifest.format !== FORMAT || !Array.isArray(manifest.entries)) {
    throw new CatalogDamagedError(where, `its manifest is not of format ${FORMAT}`)
  }
  return manifest.entries.map((entry: unknown) => checkEntry(where, entry))
}

function checkEntry(where: string, value: unknown): ArtifactEntry {
  const entry = Object(value) as Partial<ArtifactEntry>
  const path = destinationPath(`${where} manifest.path`, entry.path)
  const stored = typeof entry.blob === 'object' && entry.blob !== null && isSha256(entry.blob.sha256)
  if (path !== entry.path || typeof entry.size !== 'number' || (!stored && typeof entry.reference !== 'string')) {
    throw new CatalogDamagedError(where, `its manifest has an unusable entry for ${JSON.stringify(path)}`)
  }
  return entry as ArtifactEntry
}

// by code unit, so that every machine and locale sorts alike
function byPath(entries: ArtifactEntry[]): ArtifactEntry[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))
}
