import { listSegments, type FileSystem } from '@seetrain/core'

/** Bytes of a journal from an offset on, at most `length`, across its segments. */
export function readJournalBytes(folder: string, from: number, length: number, fileSystem: FileSystem): Uint8Array {
  const pieces: Uint8Array[] = []
  let wanted = length
  for (const { path, start, size } of listSegments(folder, fileSystem)) {
    const at = Math.max(0, from - start)
    const count = Math.min(wanted, size - at)
    if (at >= size || count <= 0) continue
    pieces.push(readPart(path, at, count, fileSystem))
    wanted -= count
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

function readPart(path: string, at: number, length: number, fileSystem: FileSystem): Uint8Array {
  const bytes = new Uint8Array(length)
  const descriptor = fileSystem.open(path, 'r')
  try {
    let got = 0
    while (got < length) {
      const count = fileSystem.read(descriptor, bytes, got, length - got, at + got)
      if (count === 0) break
      got += count
    }
    return bytes.subarray(0, got)
  } finally {
    fileSystem.close(descriptor)
  }
}
