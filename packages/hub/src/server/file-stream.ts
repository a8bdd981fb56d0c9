import type { FileSystem } from '@seetrain/core'

const PIECE = 256 * 1024

/** The bytes of a file from `from` to `to`, both included, a piece at a time and only as fast as they are taken. */
export function fileStream(path: string, from: number, to: number, fileSystem: FileSystem): ReadableStream<Uint8Array> {
  const descriptor = fileSystem.open(path, 'r')
  let at = from
  let open = true
  const close = (): void => {
    if (open) fileSystem.close(descriptor)
    open = false
  }
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = new Uint8Array(Math.min(PIECE, to + 1 - at))
      const count = piece.length === 0 ? 0 : fileSystem.read(descriptor, piece, 0, piece.length, at)
      at += count
      if (count > 0) controller.enqueue(piece.subarray(0, count))
      if (count > 0 && at <= to) return
      close()
      controller.close()
    },
    cancel: close,
  })
}
