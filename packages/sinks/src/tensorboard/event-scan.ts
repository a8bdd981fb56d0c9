import type { FileSystem } from '@seetrain/core'
import { protobufFields } from '../protobuf/protobuf-fields.ts'

const PIECE_BYTES = 1024 * 1024

/** One value in a file of events. */
export interface ScannedValue {
  tag: string
  step: number
  plugin: string
}

/** Reads which tags and steps a file of events of this sink holds, up to a position; one piece is in memory at a time. */
export function* scanEvents(path: string, end: number, fileSystem: FileSystem): Generator<ScannedValue> {
  const descriptor = fileSystem.open(path, 'r')
  try {
    let position = 0
    let piece: Buffer = Buffer.alloc(0)
    while (position < end) {
      const length = piece.length >= 8 ? Number(piece.readBigUInt64LE(0)) : 0
      if (piece.length < 8 || piece.length < length + 16) {
        piece = readPiece(
          descriptor,
          position,
          Math.min(end - position, Math.max(length + 16, PIECE_BYTES)),
          fileSystem,
        )
        if (piece.length < 16 || piece.length < Number(piece.readBigUInt64LE(0)) + 16) return
        continue
      }
      yield* valuesOf(piece.subarray(12, 12 + length))
      position += length + 16
      piece = piece.subarray(length + 16)
    }
  } finally {
    fileSystem.close(descriptor)
  }
}

function readPiece(descriptor: number, position: number, size: number, fileSystem: FileSystem): Buffer {
  const piece = Buffer.allocUnsafe(size)
  let read = 0
  while (read < size) {
    const count = fileSystem.read(descriptor, piece, read, size - read, position + read)
    if (count === 0) break
    read += count
  }
  return piece.subarray(0, read)
}

function* valuesOf(event: Uint8Array): Generator<ScannedValue> {
  let step = 0
  for (const { number, value } of protobufFields(event)) {
    if (number === 2) step = Number(BigInt.asIntN(64, value as bigint))
    if (number !== 5) continue
    for (const summary of protobufFields(value as Uint8Array)) yield { step, ...readValue(summary.value as Uint8Array) }
  }
}

function readValue(bytes: Uint8Array): Omit<ScannedValue, 'step'> {
  const found = { tag: '', plugin: 'scalars' }
  for (const { number, value } of protobufFields(bytes)) {
    if (number === 1) found.tag = textOf(value)
    if (number === 9) found.plugin = readPlugin(value as Uint8Array)
  }
  return found
}

function readPlugin(metadata: Uint8Array): string {
  for (const data of protobufFields(metadata)) {
    if (data.number !== 1) continue
    for (const { number, value } of protobufFields(data.value as Uint8Array)) if (number === 1) return textOf(value)
  }
  return ''
}

function textOf(value: bigint | Uint8Array): string {
  return new TextDecoder().decode(value as Uint8Array)
}
