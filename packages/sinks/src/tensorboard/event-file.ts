import { AppendFile, crc32c, type FileSystem } from '@seetrain/core'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'

const FILE_VERSION = 'brain.Event:2'
const PIECE_BYTES = 1024 * 1024

/** One file of events. Events gather in memory and are written by `write`, or when they are more than a piece. */
export class EventFile {
  readonly #file: AppendFile
  #pending: Uint8Array[] = []
  #pendingBytes = 0

  constructor(path: string, bytes: number, fileSystem: FileSystem) {
    this.#file = new AppendFile(path, bytes, fileSystem)
    if (this.#file.position === 0) this.#file.append(fileStart())
  }

  /** Bytes that are written. */
  get bytes(): number {
    return this.#file.position
  }

  add(event: Uint8Array): void {
    const record = frame(event)
    this.#pending.push(record)
    this.#pendingBytes += record.length
    if (this.#pendingBytes > PIECE_BYTES) this.write()
  }

  write(): void {
    if (this.#pendingBytes === 0) return
    this.#file.append(Buffer.concat(this.#pending, this.#pendingBytes))
    this.#pending = []
    this.#pendingBytes = 0
  }

  datasync(): Promise<void> {
    return this.#file.datasync()
  }

  close(): void {
    this.#file.close()
  }
}

/** What every file of events begins with. */
export function fileStart(): Uint8Array {
  return frame(new ProtobufMessage().double(1, 0).string(3, FILE_VERSION).finish())
}

/** An event between its length and its checksum, each with the masked CRC-32C of the TFRecord format. */
export function frame(event: Uint8Array): Uint8Array {
  const record = Buffer.allocUnsafe(event.length + 16)
  record.writeBigUInt64LE(BigInt(event.length), 0)
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8)
  record.set(event, 12)
  record.writeUInt32LE(maskedCrc(event), 12 + event.length)
  return record
}

// a checksum of bytes that hold checksums themselves says little: hence the mask
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}
