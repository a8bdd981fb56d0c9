import { BlobDamagedError, BlobMissingError, type BlobRef, type BlobStore, type Logger } from '@seetrain/core'

/**
 * Reads the blobs that records name. One that is lost or damaged would come back so for ever: it is told once and left
 * out, and the record goes without it.
 */
export class BlobReader {
  readonly #blobs: BlobStore
  readonly #logger: Logger
  readonly #sink: string
  #told = false

  constructor(sink: string, blobs: BlobStore, logger: Logger) {
    this.#sink = sink
    this.#blobs = blobs
    this.#logger = logger
  }

  bytes({ sha256 }: BlobRef): Uint8Array | undefined {
    return this.#or(() => this.#blobs.get(sha256))
  }

  text(blob: BlobRef): string | undefined {
    const bytes = this.bytes(blob)
    return bytes && new TextDecoder().decode(bytes)
  }

  json(blob: BlobRef): unknown {
    return this.#or(() => {
      const text = this.text(blob)
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    })
  }

  /** A file of the blob store that holds the bytes. */
  path({ sha256 }: BlobRef): string | undefined {
    return this.#or(() => {
      if (!this.#blobs.has(sha256)) throw new BlobMissingError(sha256)
      return this.#blobs.path(sha256)
    })
  }

  #or<T>(read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      const isLost = [BlobMissingError, BlobDamagedError, SyntaxError].some(type => error instanceof type)
      if (!isLost) throw error
      if (!this.#told) this.#logger.warn(`${this.#sink}: ${(error as Error).message} It is left out there.`)
      this.#told = true
      return undefined
    }
  }
}
