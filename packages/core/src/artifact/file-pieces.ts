import { dirname, join } from 'node:path'
import { newHash } from '../blob/sha256.ts'
import type { FileSystem, IdSource } from '../contracts/ports.ts'
import { BlobDamagedError } from '../errors/blob-damaged-error.ts'

const PIECE_BYTES = 1024 * 1024

/** The sha256 of a file, read by pieces, because weights may be larger than memory. */
export function hashFile(fileSystem: FileSystem, path: string, onPiece?: (piece: Uint8Array) => void): string {
  const hash = newHash()
  const descriptor = fileSystem.open(path, 'r')
  try {
    const buffer = new Uint8Array(PIECE_BYTES)
    for (let position = 0; ;) {
      const length = fileSystem.read(descriptor, buffer, 0, buffer.length, position)
      if (length === 0) return hash.digest('hex')
      const piece = buffer.subarray(0, length)
      hash.update(piece)
      onPiece?.(piece)
      position += length
    }
  } finally {
    fileSystem.close(descriptor)
  }
}

/** Copies a blob's file to `to`, which then holds exactly the bytes of that sha256 or is not touched. */
export function copyVerified(fileSystem: FileSystem, ids: IdSource, from: string, to: string, sha256: string): void {
  const temporary = join(dirname(to), `.${ids.hex(8)}.tmp`)
  try {
    const found = copyByPieces(fileSystem, from, temporary)
    if (found !== sha256) throw new BlobDamagedError(sha256, found)
    fileSystem.rename(temporary, to)
  } catch (error) {
    fileSystem.remove(temporary)
    throw error
  }
}

function copyByPieces(fileSystem: FileSystem, from: string, to: string): string {
  const descriptor = fileSystem.open(to, 'wx')
  try {
    let position = 0
    return hashFile(fileSystem, from, piece => {
      for (let done = 0; done < piece.length;) {
        const written = fileSystem.write(descriptor, piece, done, piece.length - done, position)
        done += written
        position += written
      }
    })
  } finally {
    fileSystem.close(descriptor)
  }
}
