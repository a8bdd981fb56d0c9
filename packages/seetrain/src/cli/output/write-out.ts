import type { Writable } from 'node:stream'

/** Writes and waits until there is room for more, so that a slow reader is never buried in memory. */
export async function writeOut(stream: Writable, piece: string | Uint8Array): Promise<void> {
  if (stream.write(piece)) return
  await new Promise<void>(resolve => stream.once('drain', resolve))
}
