import { crc32 } from 'node:zlib'
import { AppendFile, type FileSystem } from '@seetrain/core'

const BLOCK = 32 * 1024
const CHUNK_HEADER = 7
const PIECE_BYTES = 1024 * 1024
const CHUNK_TYPE = { full: 1, first: 2, middle: 3, last: 4 }
/** `:W&B`, a magic number and a version of 0. It counts as a part of the first block. */
const FILE_HEADER = Uint8Array.of(0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0)

/** A `.wandb` file: records in the framing of LevelDB's log, with the checksums of zip files. */
export class TransactionLog {
  readonly #path: string
  readonly #fileSystem: FileSystem
  #file: AppendFile
  #pending: Uint8Array[] = []
  #pendingBytes = 0

  constructor(path: string, bytes: number, fileSystem: FileSystem) {
    this.#path = path
    this.#fileSystem = fileSystem
    this.#file = new AppendFile(path, bytes, fileSystem)
    if (this.#file.position === 0) this.#file.append(FILE_HEADER)
  }

  /** Bytes that are written. */
  get bytes(): number {
    return this.#file.position
  }

  add(record: Uint8Array): void {
    let at = 0
    do {
      this.#fillBlock()
      const room = BLOCK - (this.#end % BLOCK) - CHUNK_HEADER
      const piece = record.subarray(at, at + room)
      this.#push(chunk(chunkType(at === 0, at + piece.length === record.length), piece))
      at += piece.length
    } while (at < record.length)
    if (this.#pendingBytes > PIECE_BYTES) this.write()
  }

  write(): void {
    if (this.#pendingBytes === 0) return
    this.#file.append(Buffer.concat(this.#pending, this.#pendingBytes))
    this.#pending = []
    this.#pendingBytes = 0
  }

  /** Goes back to where the log was `bytes` long; what is behind that is cut off by the next write. */
  rewind(bytes: number): void {
    this.#file.close()
    this.#file = new AppendFile(this.#path, bytes, this.#fileSystem)
  }

  datasync(): Promise<void> {
    return this.#file.datasync()
  }

  close(): void {
    this.#file.close()
  }

  get #end(): number {
    return this.#file.position + this.#pendingBytes
  }

  // a chunk's header is never divided
  #fillBlock(): void {
    const left = BLOCK - (this.#end % BLOCK)
    if (left < CHUNK_HEADER) this.#push(new Uint8Array(left))
  }

  #push(bytes: Uint8Array): void {
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
  }
}

function chunkType(isFirst: boolean, isLast: boolean): number {
  if (isFirst) return isLast ? CHUNK_TYPE.full : CHUNK_TYPE.first
  return isLast ? CHUNK_TYPE.last : CHUNK_TYPE.middle
}

function chunk(type: number, piece: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(CHUNK_HEADER + piece.length)
  bytes.writeUInt16LE(piece.length, 4)
  bytes.writeUInt8(type, 6)
  bytes.set(piece, CHUNK_HEADER)
  bytes.writeUInt32LE(crc32(bytes.subarray(6)), 0)
  return bytes
}
