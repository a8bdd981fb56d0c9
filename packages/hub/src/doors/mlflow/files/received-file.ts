import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { BlobRef, BlobStore, FileSystem, IdSource } from '@seetrain/core'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { writeWhole } from '../../../write-whole.ts'

export interface ReceivedFileParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  ids: IdSource
  blobs: BlobStore
  /** Largest file that is taken. */
  largest: number
}

/** Brings bytes of unknown length into the blob store, with one piece in memory at a time. */
export async function receiveFile(
  pieces: AsyncIterable<Uint8Array>,
  mime: string,
  { home, fileSystem, ids, blobs, largest }: ReceivedFileParts,
): Promise<BlobRef> {
  const folder = join(home, 'blobs', 'incoming')
  fileSystem.makeFolder(folder)
  const path = join(folder, `mlflow-${ids.hex(12)}.part`)
  try {
    const { size, sha256 } = await write(path, pieces, largest, fileSystem)
    const target = blobs.path(sha256)
    fileSystem.makeFolder(join(target, '..'))
    fileSystem.rename(path, target)
    return { sha256, size, mime }
  } catch (error) {
    fileSystem.remove(path)
    throw error
  }
}

async function write(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  largest: number,
  fileSystem: FileSystem,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  const descriptor = fileSystem.open(path, 'wx')
  let size = 0
  try {
    for await (const piece of pieces) {
      if (size + piece.length > largest) throw invalidParameter(`An artifact may have ${largest} bytes at most here.`)
      writeWhole(fileSystem, descriptor, piece, size)
      hash.update(piece)
      size += piece.length
    }
    return { size, sha256: hash.digest('hex') }
  } finally {
    fileSystem.close(descriptor)
  }
}

/** The pieces of a file that lies on this disk. */
export function* piecesOfFile(path: string, fileSystem: FileSystem): Generator<Uint8Array> {
  const PIECE = 1024 * 1024
  const descriptor = fileSystem.open(path, 'r')
  try {
    for (let at = 0; ;) {
      const piece = new Uint8Array(PIECE)
      const count = fileSystem.read(descriptor, piece, 0, PIECE, at)
      if (count === 0) return
      at += count
      yield piece.subarray(0, count)
    }
  } finally {
    fileSystem.close(descriptor)
  }
}
