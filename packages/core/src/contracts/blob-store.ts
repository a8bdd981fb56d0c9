import type { BlobRef } from './record.ts'

/** Bytes by content: the name of a blob is its sha256. Putting the same bytes twice stores them once. */
export interface BlobStore {
  /** Stores bytes whole or not at all and returns their reference. */
  put(bytes: Uint8Array, mime: string): BlobRef
  /** Stores a file's bytes without reading it into memory. */
  putFile(path: string, mime: string): BlobRef
  has(sha256: string): boolean
  /** Throws `BlobMissingError` when the store lacks it and `BlobDamagedError` when the bytes do not match their name. */
  get(sha256: string): Uint8Array
  /** A file that holds the bytes. It belongs to the store: read it, never write it. */
  path(sha256: string): string
}
