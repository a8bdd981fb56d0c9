import type { BlobRef, BlobStore, FileSystem, Logger } from '@seetrain/core'
import type { HubConnection } from './hub-connection.ts'

export interface BlobUploadParts {
  connection: HubConnection
  blobs: BlobStore
  fileSystem: FileSystem
  logger: Logger
}

/** A blob travels in parts of this size, so that a broken connection costs no more. */
const PART_BYTES = 8 * 1024 * 1024
const MOST_REMEMBERED = 10_000

/** Brings blobs to a hub, each once, from where an earlier try broke off. */
export class BlobUpload {
  readonly #parts: BlobUploadParts
  readonly #done = new Set<string>()

  constructor(parts: BlobUploadParts) {
    this.#parts = parts
  }

  async send({ sha256 }: BlobRef, signal: AbortSignal): Promise<void> {
    if (this.#done.has(sha256)) return
    const { connection, blobs, logger } = this.#parts
    const path = `/api/v1/blobs/${sha256}`
    const { status, uploadOffset = 0 } = await connection.send({ method: 'HEAD', path, signal }, [200, 404])
    if (status === 404 && blobs.has(sha256)) await this.#sendFrom(sha256, uploadOffset, signal)
    else if (status === 404) logger.warn(`blob ${sha256} is not in the store any more and can not be sent to the hub.`)
    this.#remember(sha256)
  }

  async #sendFrom(sha256: string, offset: number, signal: AbortSignal): Promise<void> {
    const { connection, blobs, fileSystem } = this.#parts
    const path = `/api/v1/blobs/${sha256}`
    const descriptor = fileSystem.open(blobs.path(sha256), 'r')
    try {
      const total = fileSystem.size(descriptor)
      const part = new Uint8Array(Math.min(PART_BYTES, total))
      let at = Math.min(offset, total)
      do {
        const length = fileSystem.read(descriptor, part, 0, part.length, at)
        // an empty blob has no range
        const range = total > 0 && { 'content-range': `bytes ${at}-${at + length - 1}/${total}` }
        await connection.send(
          { method: 'PUT', path, headers: { ...range }, body: part.subarray(0, length), signal },
          [200],
        )
        at += length
      } while (at < total)
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #remember(sha256: string): void {
    this.#done.add(sha256)
    if (this.#done.size > MOST_REMEMBERED) this.#done.delete(this.#done.values().next().value!)
  }
}
