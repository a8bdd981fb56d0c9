import type { FileSystem } from '@seetrain/core'
import { writeWhole } from '../../write-whole.ts'

/** Bytes on their way into a file. */
export interface PendingWrite {
  path: string
  position: number
  bytes: Uint8Array
}

const SEGMENT = /[\\/]journal[^\\/]*\.bin$/

/**
 * The file system of a run behind the door. What a batch of calls writes into the journal waits until the batch is
 * complete, and then goes to disk together with the number of its last call: `beforeWrite` gets it first. Outside of a
 * batch everything goes through at once.
 */
export class BatchFileSystem {
  /** What the run is given. */
  readonly port: FileSystem
  readonly #base: FileSystem
  readonly #journals = new Map<number, string>()
  #pending: (PendingWrite & { descriptor: number })[] = []
  #toClose: number[] = []
  #heldBytes = 0
  #isOpen = false
  #isBroken = false

  constructor(base: FileSystem) {
    this.#base = base
    this.port = {
      ...base,
      open: (path, flags) => this.#open(path, flags),
      close: descriptor => this.#close(descriptor),
      write: (...write) => this.#write(...write),
    }
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  begin(): void {
    this.#isOpen = true
  }

  /** Ends the batch: everything that waits is written, after `beforeWrite` has it. */
  commit(beforeWrite: (writes: readonly PendingWrite[]) => void): void {
    this.#isOpen = false
    const pending = this.#pending
    this.#pending = []
    this.#heldBytes = 0
    // until it is all there, nothing may be written behind it
    this.#isBroken = true
    beforeWrite(joined(pending))
    for (const { descriptor, bytes, position } of pending) writeWhole(this.#base, descriptor, bytes, position)
    this.#isBroken = false
    for (const descriptor of this.#toClose.splice(0)) this.#close(descriptor)
  }

  #open(path: string, flags: string): number {
    const descriptor = this.#base.open(path, flags)
    if (flags !== 'r' && SEGMENT.test(path)) this.#journals.set(descriptor, path)
    return descriptor
  }

  // a segment that is full ends in the middle of a batch, whose bytes still have to get into it
  #close(descriptor: number): void {
    if (this.#pending.some(write => write.descriptor === descriptor)) {
      this.#toClose.push(descriptor)
      return
    }
    this.#journals.delete(descriptor)
    this.#base.close(descriptor)
  }

  #write(descriptor: number, from: Uint8Array, offset: number, length: number, position: number): number {
    const path = this.#journals.get(descriptor)
    if (path !== undefined && this.#isBroken) throw new Error('the batch before this could not be written')
    if (!this.#isOpen || path === undefined) return this.#base.write(descriptor, from, offset, length, position)
    this.#pending.push({ descriptor, path, position, bytes: from.slice(offset, offset + length) })
    this.#heldBytes += length
    return length
  }
}

/** Writes that follow each other in one file, as one. */
function joined(writes: readonly PendingWrite[]): PendingWrite[] {
  const groups: PendingWrite[][] = []
  for (const write of writes) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const follows = last?.path === write.path && last.position + last.bytes.length === write.position
    if (follows) group!.push(write)
    else groups.push([write])
  }
  return groups.map(group => ({ ...group[0]!, bytes: Buffer.concat(group.map(({ bytes }) => bytes)) }))
}
