import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { BlobRef, FileSystem } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import { fileName } from '../files/run-place.ts'

/** A file below the run's `files`, as W&B's media name it. */
export interface StoredFile {
  path: string
  sha256: string
  size: number
}

export interface MediaName {
  kind: string
  key: string
  step: number
  ending: string
}

/** The folder `files` of a run, which W&B uploads as it lies there. */
export class WandbFiles {
  readonly #folder: string
  readonly #fileSystem: FileSystem
  readonly #blobs: BlobReader
  #added: string[] = []

  constructor(folder: string, blobs: BlobReader, fileSystem: FileSystem) {
    this.#folder = folder
    this.#blobs = blobs
    this.#fileSystem = fileSystem
  }

  /** Undefined when the blob is lost. */
  storeMedia(blob: BlobRef, name: MediaName): StoredFile | undefined {
    const path = mediaPath(name, blob.sha256)
    if (this.#fileSystem.stat(join(this.#folder, path)) === undefined && !this.#copy(blob, path)) return undefined
    this.#added.push(path)
    return { path, sha256: blob.sha256, size: blob.size }
  }

  /** A file that this sink makes itself. */
  storeText(path: string, text: string): StoredFile {
    const bytes = Buffer.from(text)
    this.#fileSystem.writeFileAtomic(join(this.#folder, path), bytes)
    this.#added.push(path)
    return { path, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
  }

  absolutePath(path: string): string {
    return join(this.#folder, path)
  }

  sizeOf(path: string): number {
    return this.#fileSystem.stat(this.absolutePath(path))?.size ?? 0
  }

  /** Paths of the files that were stored since the last time. */
  take(): string[] {
    const paths = [...new Set(this.#added)]
    this.#added = []
    return paths
  }

  #copy(blob: BlobRef, path: string): boolean {
    const from = this.#blobs.path(blob)
    if (from === undefined) return false
    const to = join(this.#folder, path)
    this.#fileSystem.makeFolder(dirname(to))
    try {
      // blobs never change: a second name costs no bytes
      this.#fileSystem.link(from, to)
    } catch {
      // another disk, or one without links
      this.#fileSystem.writeFileAtomic(to, this.#fileSystem.readFile(from))
    }
    return true
  }
}

/** As W&B calls its own: `media/<kind>/<key>_<step>_<content>.<ending>`. */
export function mediaPath({ kind, key, step, ending }: MediaName, sha256: string): string {
  const names = key.split('/').map(fileName)
  return `media/${kind}/${names.join('/')}_${step}_${sha256.slice(0, 20)}.${ending}`
}
