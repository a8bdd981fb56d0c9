import { decodeManifest, mediaBlobs, type BlobRef, type BlobStore, type RunRecord } from '@seetrain/core'

/** The blobs that a record needs on the other side: of media, and of artifacts the manifest and what it lists. */
export function recordBlobs(record: RunRecord, blobs: BlobStore): BlobRef[] {
  if (record.kind === 'media') return record.items.flatMap(mediaBlobs)
  if (record.kind !== 'artifact') return []
  const { manifest, name, version } = record
  if (!blobs.has(manifest.sha256)) return [manifest]
  const entries = decodeManifest(`${name}:${version}`, blobs.get(manifest.sha256))
  return [manifest, ...entries.flatMap(({ blob }) => blob ?? [])]
}
