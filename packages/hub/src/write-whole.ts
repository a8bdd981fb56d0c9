import type { FileSystem } from '@seetrain/core'

/** Writes all of the bytes at a position: a file system may take fewer at once. Throws when it takes none. */
export function writeWhole(
  fileSystem: Pick<FileSystem, 'write'>,
  descriptor: number,
  bytes: Uint8Array,
  position: number,
): void {
  for (let done = 0; done < bytes.length;) {
    const count = fileSystem.write(descriptor, bytes, done, bytes.length - done, position + done)
    if (count === 0) throw new Error('the file system took no bytes')
    done += count
  }
}
