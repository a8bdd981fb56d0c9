import { createHash } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { BlobMissingError, InvalidArgumentError, type BlobStore, type FileSystem } from '@seetrain/core'
import { writeWhole } from '../../write-whole.ts'

const DIGEST = /^[0-9a-f]{64}$/
const PIECE = 1024 * 1024
const NAME = /^(?!\.{1,2}$)[^\\/\0]{1,200}$/

/**
 * Files of a client under their own names, copied from blobs that it uploaded, so that adapters find with them what they
 * would find beside the framework.
 */
export class StagedFiles {
  readonly #folder: string
  readonly #blobs: BlobStore
  readonly #fileSystem: FileSystem

  constructor(folder: string, { blobs, fileSystem }: { blobs: BlobStore; fileSystem: FileSystem }) {
    this.#folder = folder
    this.#blobs = blobs
    this.#fileSystem = fileSystem
  }

  /** `files` of a call: paths of the client, with the sha256 of the file, or of each file in the folder. Gives the paths here. */
  stage(files: unknown): ReadonlyMap<string, string> {
    const staged = new Map<string, string>()
    if (files === undefined) return staged
    if (typeof files !== 'object' || files === null)
      throw new InvalidArgumentError('files', files, 'Send an object: paths and their sha256.')
    for (const [path, content] of Object.entries(files)) {
      const name = lastName(path)
      if (typeof content === 'string') staged.set(path, this.#link(content.slice(0, 16), name, content))
      else staged.set(path, this.#stageFolder(name, content))
    }
    return staged
  }

  remove(): void {
    this.#fileSystem.remove(this.#folder)
  }

  #stageFolder(name: string, content: unknown): string {
    if (typeof content !== 'object' || content === null)
      throw new InvalidArgumentError('files', content, 'Send a sha256, or an object of them for a folder.')
    const place = sha256(JSON.stringify(content)).slice(0, 16)
    for (const [inside, digest] of Object.entries(content)) {
      const names = inside.split('/').map(lastName)
      this.#link(place, join(name, ...names), digest)
    }
    return join(this.#folder, place, name)
  }

  #link(place: string, name: string, digest: unknown): string {
    if (typeof digest !== 'string' || !DIGEST.test(digest))
      throw new InvalidArgumentError('files', digest, 'Send the sha256 of each file, 64 hexadecimal digits.')
    if (!this.#blobs.has(digest)) throw new BlobMissingError(digest)
    const target = join(this.#folder, place, name)
    if (this.#fileSystem.stat(target) === undefined) {
      this.#fileSystem.makeFolder(dirname(target))
      this.#copy(this.#blobs.path(digest), target)
    }
    return target
  }

  // no second name of the blob: the store sets its time when it is put again, and adapters tell by the time what changed
  #copy(from: string, to: string): void {
    const fileSystem = this.#fileSystem
    const source = fileSystem.open(from, 'r')
    const target = fileSystem.open(to, 'wx')
    try {
      const piece = new Uint8Array(PIECE)
      for (let at = 0; ;) {
        const count = fileSystem.read(source, piece, 0, PIECE, at)
        if (count === 0) return
        writeWhole(fileSystem, target, piece.subarray(0, count), at)
        at += count
      }
    } finally {
      fileSystem.close(source)
      fileSystem.close(target)
    }
  }
}

function lastName(path: string): string {
  const name = basename(path.replaceAll('\\', '/'))
  if (NAME.test(name)) return name
  throw new InvalidArgumentError('files', path, 'It has no name that a file may have.')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
