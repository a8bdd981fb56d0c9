import { readSync } from 'node:fs'

const WINDOW = 1 << 20

/** Reads a file in large pieces, which are handed out in small ones. */
export class FileWindow {
  readonly #descriptor: number
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** Valid until the next call; undefined when the file ends before. */
  take(at: number, length: number): Uint8Array | undefined {
    if (at < this.#start || at + length > this.#start + this.#bytes.length) {
      this.#bytes = readAt(this.#descriptor, at, Math.max(length, WINDOW))
      this.#start = at
    }
    const from = at - this.#start
    return from + length > this.#bytes.length ? undefined : this.#bytes.subarray(from, from + length)
  }
}

function readAt(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const read = readSync(descriptor, bytes, done, length - done, offset + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}
