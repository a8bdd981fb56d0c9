import type { Writable } from 'node:stream'

/** Writes and waits until there is room for more, so that a slow reader is never buried in memory. */
export async function writeText(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return
  await new Promise<void>(resolve => stream.once('drain', resolve))
}
