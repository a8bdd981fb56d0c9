import { fileURLToPath } from 'node:url'
import type { FileSystem } from '../contracts/ports.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** Finished bytes: in memory, or in a file that is read when the medium is encoded. */
export type Source = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'file'; path: string }

/** Gives up to `length` bytes from `position`; fewer at the end. */
export type Reader = (position: number, length: number) => Uint8Array

/** Bytes, or a string or URL that names a file. `undefined` for what is neither. */
export function readSource(what: string, value: unknown): Source | undefined {
  refuseAsynchronous(what, value)
  const bytes = readBytes(value)
  if (bytes) return { kind: 'bytes', bytes }
  if (value instanceof URL) return readAddress(what, value.href)
  if (typeof value !== 'string') return undefined
  if (value === '' || value.includes('\0')) throw new InvalidArgumentError(what, value, 'Pass the path of a file.')
  return /^(data|https?|file|blob):/i.test(value) ? readAddress(what, value) : { kind: 'file', path: value }
}

/** The bytes of a Buffer, Uint8Array, DataView or ArrayBuffer, uncopied. Other typed arrays hold numbers, not bytes. */
export function readBytes(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    const name = Object.prototype.toString.call(value)
    if (name !== '[object Uint8Array]' && name !== '[object DataView]') return undefined
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  const name = Object.prototype.toString.call(value)
  if (name !== '[object ArrayBuffer]' && name !== '[object SharedArrayBuffer]') return undefined
  return new Uint8Array(value as ArrayBuffer)
}

/** Logging is synchronous; what can only be read by awaiting is refused with the line that reads it. */
export function refuseAsynchronous(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if ('then' in value && typeof value.then === 'function') {
    throw new InvalidArgumentError(what, value, 'It is a promise: await it first.')
  }
  if ('arrayBuffer' in value && typeof value.arrayBuffer === 'function') {
    throw new InvalidArgumentError(
      what,
      value,
      'It can not be read at once: pass new Uint8Array(await blob.arrayBuffer()).',
    )
  }
  if ('getReader' in value || 'pipe' in value) {
    throw new InvalidArgumentError(what, value, 'A stream can not be read at once: collect its bytes first.')
  }
}

function readAddress(what: string, address: string): Source {
  if (/^file:/i.test(address)) return { kind: 'file', path: fileURLToPath(address) }
  const data = /^data:[^,]*;base64,/i.exec(address)
  if (data) return { kind: 'bytes', bytes: Buffer.from(address.slice(data[0].length), 'base64') }
  throw new InvalidArgumentError(what, address, 'Pass bytes, a path or a base64 data: address; others are not fetched.')
}

/** Lends a reader over the source, without reading a whole file. */
export function withReader<T>(
  what: string,
  source: Source,
  files: FileSystem,
  use: (read: Reader, size: number) => T,
): T {
  if (source.kind === 'bytes') {
    const { bytes } = source
    return use((position, length) => bytes.subarray(position, position + length), bytes.length)
  }
  const size = fileSize(what, source.path, files)
  const descriptor = files.open(source.path, 'r')
  try {
    return use((position, length) => {
      const piece = new Uint8Array(length)
      return piece.subarray(0, files.read(descriptor, piece, 0, length, position))
    }, size)
  } finally {
    files.close(descriptor)
  }
}

export function fileSize(what: string, path: string, files: FileSystem): number {
  const stat = files.stat(path)
  if (!stat) throw new InvalidArgumentError(what, path, 'There is no such file.')
  if (!stat.isFile) throw new InvalidArgumentError(what, path, 'It is not a regular file.')
  return stat.size
}
