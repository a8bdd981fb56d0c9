import { basename, join } from 'node:path'
import { BlobMissingError, InvalidArgumentError, type BlobStore, type FileSystem } from '@seetrain/core'

const DIGEST = /^[0-9a-f]{64}$/
const NAME = /^(?!\.{1,2}$)[^\\/\0]{1,200}$/

/**
 * Files of a client under their own names, as second names of blobs that it uploaded, so that adapters find with them
 * what they would find beside the framework.
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

  /** `files` of a call: paths of the client and the sha256 of what lies there. Gives the paths here. */
  stage(files: unknown): ReadonlyMap<string, string> {
    const staged = new Map<string, string>()
    if (files === undefined) return staged
    if (typeof files !== 'object' || files === null)
      throw new InvalidArgumentError('files', files, 'Send an object: paths and their sha256.')
    for (const [path, sha256] of Object.entries(files)) staged.set(path, this.#stage(path, sha256))
    return staged
  }

  remove(): void {
    this.#fileSystem.remove(this.#folder)
  }

  #stage(path: string, sha256: unknown): string {
    if (typeof sha256 !== 'string' || !DIGEST.test(sha256))
      throw new InvalidArgumentError('files', sha256, 'Send the sha256 of each file, 64 hexadecimal digits.')
    const name = basename(path.replaceAll('\\', '/'))
    if (!NAME.test(name)) throw new InvalidArgumentError('files', path, 'It has no name that a file may have.')
    if (!this.#blobs.has(sha256)) throw new BlobMissingError(sha256)
    const folder = join(this.#folder, sha256.slice(0, 16))
    const target = join(folder, name)
    if (this.#fileSystem.stat(target) === undefined) {
      this.#fileSystem.makeFolder(folder)
      this.#fileSystem.link(this.#blobs.path(sha256), target)
    }
    return target
  }
}
