import { join, relative } from 'node:path'
import { crc32 } from 'node:zlib'
import type { FileSystem } from '@seetrain/core'
import type { PendingWrite } from './batch-file-system.ts'
import { writeWhole } from '../../write-whole.ts'

/** How far a client came, and what its last batch was to write. */
interface Commit {
  sequence: number
  /** The sequence before this batch. */
  previous: number
  writes: readonly PendingWrite[]
  /** The client has finished its run. */
  finished: boolean
}

export interface Recovered {
  sequence: number
  finished: boolean
  /** Its run was about to be opened, and may be there or not. */
  isOpening: boolean
}

const HEAD = 12

export interface CommitSlotsParts {
  /** Where the two files lie. */
  folder: string
  client: string
  /** The folder that paths are told from. */
  home: string
  fileSystem: FileSystem
}

/**
 * Remembers how far a client came, in two small files that are written in turn: a write that was cut short costs the
 * newer one, which then was never acknowledged. Each holds the bytes of its batch too, so that a batch that reached the
 * journal in part is completed, and never carried out again.
 */
export class CommitSlots {
  readonly #parts: CommitSlotsParts
  readonly #descriptors: (number | undefined)[] = [undefined, undefined]
  #turn = 0

  constructor(parts: CommitSlotsParts) {
    this.#parts = parts
  }

  /** How far the client came, after what its last batch was to write is in the journal; undefined for a new one. */
  recover(): Recovered | undefined {
    const found = [0, 1].map(slot => this.#read(slot))
    const newest = (found[0]?.sequence ?? -1) > (found[1]?.sequence ?? -1) ? 0 : 1
    const commit = found[newest]
    if (commit === undefined) return undefined
    this.#turn = 1 - newest
    const { sequence, previous, finished } = commit
    if (commit.writes.every(write => this.#complete(write)))
      return { sequence, finished, isOpening: sequence === previous }
    return { sequence: previous, finished: false, isOpening: false }
  }

  /**
   * Opens the run of a new client with a word about it before: a hub that is killed in between finds that the run is this
   * client's. What cannot be opened leaves nothing.
   */
  announcing<T>(sequence: number, open: () => T): T {
    this.save({ sequence, previous: sequence, writes: [], finished: false })
    try {
      return open()
    } catch (error) {
      this.close()
      for (const slot of [0, 1]) this.#parts.fileSystem.remove(this.#path(slot))
      throw error
    }
  }

  save({ sequence, previous, finished, writes }: Commit): void {
    const head = Buffer.from(
      JSON.stringify({
        sequence,
        previous,
        finished,
        writes: writes.map(({ path, position, bytes }) => ({
          file: relative(this.#parts.home, path),
          position,
          length: bytes.length,
        })),
      }),
    )
    const payload = Buffer.concat([head, ...writes.map(({ bytes }) => bytes)])
    const prefix = Buffer.alloc(HEAD)
    prefix.writeUInt32LE(crc32(payload), 0)
    prefix.writeUInt32LE(payload.length, 4)
    prefix.writeUInt32LE(head.length, 8)
    this.#write(Buffer.concat([prefix, payload]))
    this.#turn = 1 - this.#turn
  }

  close(): void {
    for (const [slot, descriptor] of this.#descriptors.entries()) {
      this.#descriptors[slot] = undefined
      if (descriptor !== undefined) this.#parts.fileSystem.close(descriptor)
    }
  }

  #write(bytes: Uint8Array): void {
    const { folder, fileSystem } = this.#parts
    const path = this.#path(this.#turn)
    if (this.#descriptors[this.#turn] === undefined) {
      fileSystem.makeFolder(folder)
      this.#descriptors[this.#turn] = fileSystem.open(path, fileSystem.stat(path) ? 'r+' : 'wx')
    }
    const descriptor = this.#descriptors[this.#turn]!
    writeWhole(fileSystem, descriptor, bytes, 0)
  }

  #read(slot: number): Commit | undefined {
    let bytes: Buffer
    try {
      bytes = Buffer.from(this.#parts.fileSystem.readFile(this.#path(slot)))
    } catch {
      return undefined
    }
    if (bytes.length < HEAD) return undefined
    const payload = bytes.subarray(HEAD, HEAD + bytes.readUInt32LE(4))
    if (crc32(payload) !== bytes.readUInt32LE(0)) return undefined
    const headLength = bytes.readUInt32LE(8)
    const head = JSON.parse(payload.subarray(0, headLength).toString()) as {
      sequence: number
      previous: number
      finished: boolean
      writes: { file: string; position: number; length: number }[]
    }
    let at = headLength
    const writes = head.writes.map(({ file, position, length }) => ({
      path: join(this.#parts.home, file),
      position,
      bytes: payload.subarray(at, (at += length)),
    }))
    return { ...head, writes }
  }

  /** Whether the bytes are where they belong, now. Another process may have gone on from before them. */
  #complete({ path, position, bytes }: PendingWrite): boolean {
    const { fileSystem } = this.#parts
    if (fileSystem.stat(path) === undefined && position > 0) return false
    const descriptor = fileSystem.open(path, fileSystem.stat(path) === undefined ? 'wx' : 'r+')
    try {
      const size = fileSystem.size(descriptor)
      if (size < position) return false
      const present = Buffer.alloc(Math.min(bytes.length, size - position))
      fileSystem.read(descriptor, present, 0, present.length, position)
      if (!present.equals(bytes.subarray(0, present.length))) return false
      if (present.length < bytes.length)
        writeWhole(fileSystem, descriptor, bytes.subarray(present.length), position + present.length)
      return true
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #path(slot: number): string {
    return join(this.#parts.folder, `${this.#parts.client}.${slot}`)
  }
}
