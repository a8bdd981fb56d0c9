import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { FileSystem, IdSource } from '@seetrain/core'
import { asObject } from '../../otlp/loose.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'
import { asInteger } from '../wire/read-fields.ts'
import type { ArtifactFiles } from './artifact-files.ts'
import { piecesOfFile } from './received-file.ts'
import { writeWhole } from '../../../write-whole.ts'

export interface MultipartParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  ids: IdSource
  files: ArtifactFiles
  largest: number
}

const MOST_PARTS = 10_000
const UPLOAD_ID = /^[0-9a-f]{32}$/

/**
 * Uploads in parts. The parts of each lie in a folder of its own among what is incoming, so they outlive a restart, and a
 * sweep takes those away that nobody finished. The id is what lets a client send parts: it is told to nobody else.
 */
export class MultipartUploads {
  readonly #parts: MultipartParts

  constructor(parts: MultipartParts) {
    this.#parts = parts
  }

  /** Begins an upload to a path. */
  create(path: string, count: number): string {
    if (count < 1 || count > MOST_PARTS) throw invalidParameter(`num_parts: from 1 to ${MOST_PARTS} parts are taken.`)
    const id = this.#parts.ids.hex(16)
    this.#parts.fileSystem.writeFileAtomic(join(this.#folder(id), 'path'), path)
    return id
  }

  /** Takes a part, and returns its tag. */
  async take(id: string, number: number, pieces: AsyncIterable<Uint8Array>): Promise<string> {
    const { fileSystem, largest, ids } = this.#parts
    this.#pathOf(id)
    if (number < 1 || number > MOST_PARTS) throw invalidParameter(`part_number: from 1 to ${MOST_PARTS}.`)
    const temporary = join(this.#folder(id), `incoming-${ids.hex(8)}`)
    const hash = createHash('md5')
    const descriptor = fileSystem.open(temporary, 'wx')
    let size = 0
    try {
      for await (const piece of pieces) {
        if (size + piece.length > largest) throw invalidParameter(`A part may have ${largest} bytes at most here.`)
        writeWhole(fileSystem, descriptor, piece, size)
        hash.update(piece)
        size += piece.length
      }
    } finally {
      fileSystem.close(descriptor)
    }
    fileSystem.rename(temporary, this.#partPath(id, number))
    return `"${hash.digest('hex')}"`
  }

  /** Puts the parts together, in the order of their numbers. */
  async complete(id: string, path: string, parts: readonly unknown[]): Promise<void> {
    const { fileSystem, files } = this.#parts
    if (this.#pathOf(id) !== path) throw missingResource(`Upload with id=${id} not found`)
    const numbers = parts.map(part => asInteger(asObject(part)['part_number']) ?? 0).sort((a, b) => a - b)
    const missing = numbers.find(number => fileSystem.stat(this.#partPath(id, number)) === undefined)
    if (numbers.length === 0 || missing !== undefined)
      throw invalidParameter(`parts: part ${missing ?? 1} of the upload has not come.`)
    await files.put(path, this.#pieces(id, numbers))
    fileSystem.remove(this.#folder(id))
  }

  abort(id: string, path: string): void {
    if (this.#pathOf(id) !== path) throw missingResource(`Upload with id=${id} not found`)
    this.#parts.fileSystem.remove(this.#folder(id))
  }

  async *#pieces(id: string, numbers: readonly number[]): AsyncGenerator<Uint8Array> {
    for (const number of numbers) yield* piecesOfFile(this.#partPath(id, number), this.#parts.fileSystem)
  }

  #pathOf(id: string): string {
    try {
      return Buffer.from(this.#parts.fileSystem.readFile(join(this.#folder(id), 'path'))).toString()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missingResource(`Upload with id=${id} not found`)
      throw error
    }
  }

  #folder(id: string): string {
    if (!UPLOAD_ID.test(id)) throw missingResource(`Upload with id=${id.slice(0, 100)} not found`)
    return join(this.#parts.home, 'blobs', 'incoming', `mlflow-upload-${id}`)
  }

  #partPath(id: string, number: number): string {
    return join(this.#folder(id), `part-${number}`)
  }
}
