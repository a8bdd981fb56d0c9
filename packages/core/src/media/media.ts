import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import type { MediaItem, MediaType } from '../contracts/record.ts'

const MARKER = Symbol.for('seetrain.media')

/** What encoding a medium needs. */
export interface MediaContext {
  blobs: BlobStore
  /** The largest blob that may be stored (setting `maxMediaBytes`). */
  maxBytes: number
  /** Where file paths are looked up. Default: the machine's own files. */
  fileSystem?: FileSystem
}

/**
 * Something to look at, listen to or read, made ready for logging. A constructor checks what it was given and reads
 * tensors and pixels at once; `encode` turns them into blobs. `isInstance` works across duplicate installs.
 */
export abstract class Media {
  abstract readonly type: MediaType

  constructor() {
    Object.defineProperty(this, MARKER, { value: true })
  }

  abstract encode(context: MediaContext): MediaItem[]

  static isInstance(value: unknown): value is Media {
    return typeof value === 'object' && value !== null && MARKER in value
  }
}
