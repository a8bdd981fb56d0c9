import { pathToFileURL } from 'node:url'
import { encodeManifest, decodeManifest, MANIFEST_MIME } from '../artifact/manifest.ts'
import type { BlobStore } from '../contracts/blob-store.ts'
import type { ArtifactEntry, ArtifactRecord, BlobRef, MediaItem, MediaRecord, RunRecord } from '../contracts/record.ts'
import { SeeTrainError } from '../errors/seetrain-error.ts'

/** Puts addresses in the place of files that are too large for a sink. */
export class LargeFiles {
  readonly #largest: number
  readonly #blobs: BlobStore

  constructor(largest: number, blobs: BlobStore) {
    this.#largest = largest
    this.#blobs = blobs
  }

  /** The record, or what goes instead of it. */
  replaceIn(record: RunRecord): RunRecord[] {
    if (record.kind === 'media') return this.#media(record)
    if (record.kind === 'artifact') return [this.#artifact(record)]
    return [record]
  }

  /** Small items stay as they are; the large ones become a text of the same key and step. */
  #media(record: MediaRecord): RunRecord[] {
    const large = record.items.filter(({ blob }) => this.#isLarge(blob))
    if (large.length === 0) return [record]
    const small = record.items.filter(({ blob }) => !this.#isLarge(blob))
    const texts: MediaRecord = { ...record, type: 'text', items: large.map(item => this.#text(record.type, item)) }
    return small.length === 0 ? [texts] : [{ ...record, items: small }, texts]
  }

  #text(type: string, { blob, caption }: MediaItem): MediaItem {
    const text = `${type} of ${blob.size} bytes (${blob.mime}), sha256 ${blob.sha256}: ${this.#address(blob)}`
    return {
      blob: this.#blobs.put(new TextEncoder().encode(text), 'text/plain'),
      ...(caption !== undefined && { caption }),
      details: { format: 'plain', characters: text.length, lines: 1 },
    }
  }

  #artifact(record: ArtifactRecord): ArtifactRecord {
    const entries = this.#entriesOf(record)
    if (!entries.some(({ blob }) => blob && this.#isLarge(blob))) return record
    const replaced = entries.map(({ blob, ...entry }) => {
      if (blob === undefined) return entry
      if (!this.#isLarge(blob)) return { ...entry, blob }
      return { ...entry, reference: this.#address(blob), digest: `sha256:${blob.sha256}` }
    })
    return { ...record, manifest: this.#blobs.put(encodeManifest(record.type, replaced), MANIFEST_MIME) }
  }

  // what is lost or damaged is the sink's to tell: it meets the same when it reads the manifest
  #entriesOf({ name, version, manifest }: ArtifactRecord): ArtifactEntry[] {
    try {
      return decodeManifest(`${name}:${version}`, this.#blobs.get(manifest.sha256))
    } catch (error) {
      if (error instanceof SeeTrainError) return []
      throw error
    }
  }

  #isLarge({ size }: BlobRef): boolean {
    return size > this.#largest
  }

  #address({ sha256 }: BlobRef): string {
    return pathToFileURL(this.#blobs.path(sha256)).href
  }
}
