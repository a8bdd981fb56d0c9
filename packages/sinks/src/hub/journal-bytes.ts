import { listSegments, type FileSystem } from '@seetrain/core'

/** The bytes of a journal between two offsets, across its segments. */
export function readJournalBytes(folder: string, from: number, to: number, fileSystem: FileSystem): Uint8Array {
  const bytes = new Uint8Array(to - from)
  for (const { path, start, size } of listSegments(folder, fileSystem)) {
    const begin = Math.max(from, start)
    const end = Math.min(to, start + size)
    if (begin < end) readPart(path, begin - start, bytes.subarray(begin - from, end - from), fileSystem)
  }
  return bytes
}

function readPart(path: string, at: number, into: Uint8Array, fileSystem: FileSystem): void {
  const descriptor = fileSystem.open(path, 'r')
  try {
    for (let done = 0; done < into.length;) {
      const count = fileSystem.read(descriptor, into, done, into.length - done, at + done)
      if (count === 0) throw new Error(`${path} became shorter while it was read`)
      done += count
    }
  } finally {
    fileSystem.close(descriptor)
  }
}
