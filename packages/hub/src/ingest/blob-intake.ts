import type { Hash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobStore, FileSystem } from '@seetrain/core'
import { RequestError } from '../errors/request-error.ts'
import { writeWhole } from '../write-whole.ts'

export interface BlobIntakeParts {
  /** The folder `.seetrain`. */
  home: string
  blobs: BlobStore
  fileSystem: FileSystem
  /** Largest blob that is taken. */
  largest: number
}

/** The part of a blob that a request carries: bytes from `from` on, of `total` in all. */
export interface BlobPart {
  from: number
  total: number
}

export interface PartOutcome {
  /** Bytes that are here. */
  size: number
  complete: boolean
}

const PIECE = 1024 * 1024

/**
 * Takes in blobs, in one go or in parts. What has come so far lies in `blobs/incoming/<sha256>.part`; only bytes that
 * match their name get one.
 */
export class BlobIntake {
  readonly #parts: BlobIntakeParts
  readonly #busy = new Set<string>()

  constructor(parts: BlobIntakeParts) {
    this.#parts = parts
  }

  /** Bytes of an unfinished upload that need not be sent again. */
  received(sha256: string): number {
    return this.#parts.fileSystem.stat(this.#path(sha256))?.size ?? 0
  }

  /** Gives a blob a new date, so that sweeping what nothing refers to spares it until a record does. False: it is not here. */
  keep(sha256: string): boolean {
    const { blobs, fileSystem } = this.#parts
    if (!blobs.has(sha256)) return false
    try {
      fileSystem.touch(blobs.path(sha256))
      return true
    } catch {
      // swept this very moment, or another user's
      return false
    }
  }

  async take(sha256: string, part: BlobPart, bytes: AsyncIterable<Uint8Array>): Promise<PartOutcome> {
    const { largest } = this.#parts
    if (part.total > largest) throw tooLarge(largest)
    if (this.keep(sha256)) return { size: part.total, complete: true }
    if (this.#busy.has(sha256)) {
      throw new RequestError(
        503,
        'BUSY',
        'sha256: another upload of this blob is under way. Ask again in a second whether it is here.',
        {
          field: 'sha256',
          headers: { 'retry-after': '1' },
        },
      )
    }
    this.#busy.add(sha256)
    try {
      return await this.#takePart(sha256, part, bytes)
    } finally {
      this.#busy.delete(sha256)
    }
  }

  async #takePart(sha256: string, part: BlobPart, bytes: AsyncIterable<Uint8Array>): Promise<PartOutcome> {
    const received = this.received(sha256)
    if (part.from > received) throw wrongStart(part.from, received)
    const size = await this.#write(sha256, part, bytes)
    if (size < part.total) return { size, complete: false }
    this.#finish(sha256)
    return { size, complete: true }
  }

  async #write(sha256: string, { from, total }: BlobPart, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const { fileSystem } = this.#parts
    const path = this.#path(sha256)
    fileSystem.makeFolder(join(path, '..'))
    const descriptor = fileSystem.open(path, fileSystem.stat(path) === undefined ? 'wx' : 'r+')
    let at = from
    try {
      fileSystem.truncate(descriptor, from)
      for await (const piece of bytes) {
        if (at + piece.length > total) throw tooLong(total)
        writeWhole(fileSystem, descriptor, piece, at)
        at += piece.length
      }
      return at
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #finish(sha256: string): void {
    const { fileSystem, blobs } = this.#parts
    const path = this.#path(sha256)
    const found = this.#hash(path)
    if (found !== sha256) {
      fileSystem.remove(path)
      throw new RequestError(
        400,
        'WRONG_DIGEST',
        `body: its sha256 is ${found}, not the one in the address. Nothing was kept; send it again.`,
        { field: 'body' },
      )
    }
    const target = blobs.path(sha256)
    fileSystem.makeFolder(join(target, '..'))
    fileSystem.rename(path, target)
  }

  #hash(path: string): string {
    const { fileSystem } = this.#parts
    const hash: Hash = process.getBuiltinModule('node:crypto').createHash('sha256')
    const piece = new Uint8Array(PIECE)
    const descriptor = fileSystem.open(path, 'r')
    try {
      for (let at = 0; ;) {
        const count = fileSystem.read(descriptor, piece, 0, PIECE, at)
        if (count === 0) return hash.digest('hex')
        hash.update(piece.subarray(0, count))
        at += count
      }
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #path(sha256: string): string {
    // the store refuses a name that is no digest
    this.#parts.blobs.path(sha256)
    return join(this.#parts.home, 'blobs', 'incoming', `${sha256}.part`)
  }
}

function tooLarge(largest: number): RequestError {
  return new RequestError(
    413,
    'TOO_LARGE',
    `body: a blob may have ${largest} bytes at most here. Store a reference instead.`,
    {
      field: 'body',
      headers: { connection: 'close' },
    },
  )
}

function tooLong(total: number): RequestError {
  return new RequestError(400, 'WRONG_LENGTH', `body: it is longer than the ${total} bytes that were announced.`, {
    field: 'body',
    headers: { connection: 'close' },
  })
}

function wrongStart(from: number, received: number): RequestError {
  return new RequestError(
    409,
    'GAP',
    `Content-Range: got ${from}, and ${received} bytes are here. Send it from there.`,
    {
      field: 'Content-Range',
      headers: { 'upload-offset': String(received) },
    },
  )
}
