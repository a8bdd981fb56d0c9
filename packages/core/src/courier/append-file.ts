import { dirname } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'

/**
 * A file that grows from a position that somebody remembers. What lies behind the position when it is opened was
 * written after the last time it was remembered, and is cut off: writing it again then duplicates nothing.
 */
export class AppendFile {
  readonly #fileSystem: FileSystem
  readonly #descriptor: number
  #position: number

  constructor(path: string, position: number, fileSystem: FileSystem) {
    this.#fileSystem = fileSystem
    fileSystem.makeFolder(dirname(path))
    this.#descriptor = fileSystem.open(path, fileSystem.stat(path) === undefined ? 'w+' : 'r+')
    this.#position = Math.min(position, fileSystem.size(this.#descriptor))
  }

  /** Bytes that count. Less than asked for when the file was shorter. */
  get position(): number {
    return this.#position
  }

  /** Writes all of it or, as far as the position goes, nothing. */
  append(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    if (this.#fileSystem.size(this.#descriptor) > this.#position)
      this.#fileSystem.truncate(this.#descriptor, this.#position)
    let written = 0
    while (written < bytes.length) {
      written += this.#fileSystem.write(
        this.#descriptor,
        bytes,
        written,
        bytes.length - written,
        this.#position + written,
      )
    }
    this.#position += bytes.length
  }

  /** Makes the bytes survive a power failure. */
  datasync(): Promise<void> {
    return this.#fileSystem.datasync(this.#descriptor)
  }

  close(): void {
    this.#fileSystem.close(this.#descriptor)
  }
}
