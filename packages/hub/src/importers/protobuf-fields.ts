/** One field of a protobuf message: its number, and its value by wire type. */
export interface Field {
  number: number
  /** A varint as a signed whole number of 64 bits; exact up to 2^53. */
  varint: number
  /** The four or eight bytes of a fixed field, or those of a length-delimited one. */
  bytes: Uint8Array
}

/**
 * The fields of a protobuf message, in order. Small on purpose: readers of event files need a handful of fields of a handful
 * of messages, and pass over the rest. Throws `RangeError` on bytes that are no message.
 */
export function* protobufFields(message: Uint8Array): Generator<Field> {
  const reader = new WireReader(message)
  while (!reader.isAtEnd) {
    const tag = reader.varint()
    const number = tag >>> 3
    switch (tag & 7) {
      case 0:
        yield { number, varint: reader.varint(), bytes: NONE }
        break
      case 1:
        yield { number, varint: 0, bytes: reader.take(8) }
        break
      case 2:
        yield { number, varint: 0, bytes: reader.take(reader.varint()) }
        break
      case 5:
        yield { number, varint: 0, bytes: reader.take(4) }
        break
      default:
        throw new RangeError(`wire type ${tag & 7} of field ${number}`)
    }
  }
}

export function textOf({ bytes }: Field): string {
  return decoder.decode(bytes)
}

/** The number of a float or double field. */
export function floatOf({ bytes }: Field): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return bytes.length === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true)
}

/** The members of a repeated double, packed or one alone. */
export function doublesOf({ bytes }: Field): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 3 }, (_, index) => view.getFloat64(index * 8, true))
}

const NONE = new Uint8Array(0)
const decoder = new TextDecoder()

class WireReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  varint(): number {
    let value = 0
    for (let place = 1, start = this.#at; this.#at - start < 9; place *= 128) {
      const byte = this.#next()
      value += (byte & 127) * place
      if (byte < 128) return value
    }
    // ten bytes: a negative number
    const start = this.#at - 9
    let exact = 0n
    for (let index = 0; index < 9; index++) exact |= BigInt(this.#bytes[start + index]! & 127) << BigInt(7 * index)
    return Number(BigInt.asIntN(64, exact | (BigInt(this.#next() & 1) << 63n)))
  }

  #next(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new RangeError('a varint has no end')
    return byte
  }

  take(length: number): Uint8Array {
    const start = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError(`${length} bytes at ${start} of ${this.#bytes.length}`)
    return this.#bytes.subarray(start, this.#at)
  }
}
