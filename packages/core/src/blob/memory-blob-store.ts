import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import type { BlobRef } from '../contracts/record.ts'
import { BlobDamagedError } from '../errors/blob-damaged-error.ts'
import { BlobMissingError } from '../errors/blob-missing-error.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { hashBytes, isSha256 } from './sha256.ts'

/** Blobs in memory, for tests. `path` writes a blob to a temporary folder that disposing removes. */
export class MemoryBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Uint8Array>()
  readonly #files: FileSystem
  readonly #folder = join(tmpdir(), `seetrain-blobs-${randomIdSource.hex(8)}`)

  constructor(fileSystem: FileSystem = nodeFileSystem) {
    this.#files = fileSystem
  }

  /** How many different blobs it holds. */
  get count(): number {
    return this.#blobs.size
  }

  put(bytes: Uint8Array, mime: string): BlobRef {
    const sha256 = hashBytes(bytes)
    this.#blobs.set(sha256, Uint8Array.from(bytes))
    return { sha256, size: bytes.length, mime }
  }

  putFile(path: string, mime: string): BlobRef {
    const stat = this.#files.stat(path)
    if (!stat) throw new InvalidArgumentError('path', path, 'There is no such file.')
    if (!stat.isFile) throw new InvalidArgumentError('path', path, 'It is not a regular file.')
    return this.put(this.#files.readFile(path), mime)
  }

  has(sha256: string): boolean {
    return this.#blobs.has(sha256)
  }

  get(sha256: string): Uint8Array {
    if (!isSha256(sha256)) throw new InvalidArgumentError('sha256', sha256, 'Pass 64 lower-case hexadecimal digits.')
    const bytes = this.#blobs.get(sha256)
    if (!bytes) throw new BlobMissingError(sha256)
    const found = hashBytes(bytes)
    if (found !== sha256) throw new BlobDamagedError(sha256, found)
    return Uint8Array.from(bytes)
  }

  path(sha256: string): string {
    const path = join(this.#folder, sha256)
    this.#files.writeFileAtomic(path, this.get(sha256))
    return path
  }

  [Symbol.dispose](): void {
    this.#files.remove(this.#folder)
  }
}
