import { join } from 'node:path'
import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import type { BlobRef } from '../contracts/record.ts'
import { BlobDamagedError } from '../errors/blob-damaged-error.ts'
import { BlobMissingError } from '../errors/blob-missing-error.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { hashBytes, isSha256, newHash } from './sha256.ts'

const PIECE = 1024 * 1024

/**
 * Blobs as files, `<home>/blobs/<aa>/<sha256>`. Bytes are written to `<home>/blobs/incoming` and renamed into place, so
 * a name that exists holds its bytes whole; what a killed process leaves behind lies in `incoming` alone.
 */
export class FileBlobStore implements BlobStore {
  readonly #folder: string
  readonly #files: FileSystem
  #incoming = 0

  constructor(home: string, fileSystem: FileSystem) {
    this.#folder = join(home, 'blobs')
    this.#files = fileSystem
  }

  put(bytes: Uint8Array, mime: string): BlobRef {
    const ref = { sha256: hashBytes(bytes), size: bytes.length, mime }
    if (this.#keeps(ref)) return ref
    return this.#receive(descriptor => {
      this.#write(descriptor, bytes, bytes.length, 0)
      return ref
    })
  }

  putFile(path: string, mime: string): BlobRef {
    const stat = this.#files.stat(path)
    if (!stat) throw new InvalidArgumentError('path', path, 'There is no such file.')
    if (!stat.isFile) throw new InvalidArgumentError('path', path, 'It is not a regular file.')
    const source = this.#files.open(path, 'r')
    try {
      return this.#receive(descriptor => this.#copy(source, descriptor, mime))
    } finally {
      this.#files.close(source)
    }
  }

  has(sha256: string): boolean {
    return isSha256(sha256) && this.#files.stat(this.path(sha256)) !== undefined
  }

  get(sha256: string): Uint8Array {
    const bytes = this.#read(sha256)
    const found = hashBytes(bytes)
    if (found !== sha256) throw new BlobDamagedError(sha256, found)
    return bytes
  }

  path(sha256: string): string {
    // a name that is no digest could lead out of the folder
    if (!isSha256(sha256)) throw new InvalidArgumentError('sha256', sha256, 'Pass 64 lower-case hexadecimal digits.')
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }

  /**
   * A file of another size is a damaged one: storing its bytes again repairs it. One that stays gets a new date, so that
   * sweeping what nothing refers to spares it until a record does.
   */
  #keeps(ref: BlobRef): boolean {
    const path = this.path(ref.sha256)
    if (this.#files.stat(path)?.size !== ref.size) return false
    try {
      this.#files.touch(path)
      return true
    } catch {
      return false // swept this very moment, or another user's: stored again
    }
  }

  #receive(fill: (descriptor: number) => BlobRef): BlobRef {
    const { descriptor, temporary } = this.#openIncoming()
    try {
      const ref = this.#closing(descriptor, () => fill(descriptor))
      if (this.#keeps(ref)) this.#files.remove(temporary)
      else this.#moveIntoPlace(temporary, ref)
      return ref
    } catch (error) {
      this.#files.remove(temporary)
      throw error
    }
  }

  #closing(descriptor: number, work: () => BlobRef): BlobRef {
    try {
      return work()
    } finally {
      this.#files.close(descriptor)
    }
  }

  #moveIntoPlace(temporary: string, ref: BlobRef): void {
    this.#files.makeFolder(join(this.#folder, ref.sha256.slice(0, 2)))
    this.#files.rename(temporary, this.path(ref.sha256))
  }

  /** Threads of one process share its pid, so a taken name is passed over. */
  #openIncoming(): { descriptor: number; temporary: string } {
    const folder = join(this.#folder, 'incoming')
    this.#files.makeFolder(folder)
    for (;;) {
      const temporary = join(folder, `${process.pid}-${this.#incoming++}`)
      try {
        return { descriptor: this.#files.open(temporary, 'wx'), temporary }
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
      }
    }
  }

  /** Hashes what it copies, so that the name is right even when the source changes meanwhile. */
  #copy(source: number, target: number, mime: string): BlobRef {
    const hash = newHash()
    const piece = new Uint8Array(PIECE)
    let size = 0
    for (;;) {
      const length = this.#files.read(source, piece, 0, PIECE, size)
      if (length === 0) return { sha256: hash.digest('hex'), size, mime }
      hash.update(piece.subarray(0, length))
      this.#write(target, piece, length, size)
      size += length
    }
  }

  #write(descriptor: number, bytes: Uint8Array, length: number, position: number): void {
    for (let written = 0; written < length;) {
      written += this.#files.write(descriptor, bytes, written, length - written, position + written)
    }
  }

  #read(sha256: string): Uint8Array {
    try {
      return this.#files.readFile(this.path(sha256))
    } catch (error) {
      if (hasCode(error, 'ENOENT')) throw new BlobMissingError(sha256)
      throw error
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  // no instanceof: errors of node:fs may come from another realm
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
