/** What is watched of a stream: its `write`, whose first argument is what gets printed. */
export interface WritableOutput {
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean
}

/**
 * Puts a watcher behind a stream's `write`. The original gets the same `this` and arguments and its result is returned;
 * the watcher sees a chunk once that succeeded. Returns the way back, which leaves the stream exactly as it was found, or
 * in place and silent when somebody else has wrapped it since.
 */
export function patchWrite(output: WritableOutput, watch: (chunk: string | Uint8Array) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(output, 'write')
  const original = output.write
  let active = true
  function write(this: unknown, ...args: Parameters<WritableOutput['write']>): boolean {
    const result = Reflect.apply(original, this, args)
    if (active) watch(asPrinted(args[0], args[1]))
    return result
  }
  Object.defineProperty(output, 'write', {
    value: write,
    writable: true,
    configurable: true,
    enumerable: own?.enumerable ?? true,
  })
  return () => {
    active = false
    if (Object.getOwnPropertyDescriptor(output, 'write')?.value !== write) return
    if (own === undefined) Reflect.deleteProperty(output, 'write')
    else Object.defineProperty(output, 'write', own)
  }
}

function asPrinted(chunk: string | Uint8Array, encoding: unknown): string | Uint8Array {
  const isText = typeof chunk !== 'string' || typeof encoding !== 'string' || /^utf-?8$/i.test(encoding)
  return isText || !Buffer.isEncoding(encoding) ? chunk : Buffer.from(chunk, encoding)
}
