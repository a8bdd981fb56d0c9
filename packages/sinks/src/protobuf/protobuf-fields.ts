/** A field of a message: bytes where it has a length, otherwise its number. */
export interface ProtobufField {
  number: number
  value: bigint | Uint8Array
}

/** Walks through the fields of a message. Throws a RangeError where the bytes are none. */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const reader = new FieldReader(bytes)
  while (!reader.done) yield reader.next()
}

class FieldReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): ProtobufField {
    const key = Number(this.#varint())
    return { number: key >>> 3, value: this.#value(key & 7) }
  }

  #value(wireType: number): bigint | Uint8Array {
    switch (wireType) {
      case 0:
        return this.#varint()
      case 1:
        return this.#view.getBigUint64(this.#skip(8), true)
      case 2: {
        const length = Number(this.#varint())
        const from = this.#skip(length)
        return this.#bytes.subarray(from, from + length)
      }
      case 5:
        return BigInt(this.#view.getUint32(this.#skip(4), true))
      default:
        throw new RangeError(`${wireType} is no wire type`)
    }
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#view.getUint8(this.#skip(1))
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
  }

  #skip(length: number): number {
    if (this.#at + length > this.#bytes.length) throw new RangeError('a field is longer than its message')
    this.#at += length
    return this.#at - length
  }
}
