/** A field of a message: bytes where it has a length, otherwise the number. */
export interface ProtobufField {
  number: number
  value: bigint | Uint8Array
}

/** Walks through the fields of a message. Throws a RangeError where the bytes are none. */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
  }
  while (at < bytes.length) {
    const key = Number(varint())
    const number = key >>> 3
    switch (key & 7) {
      case 0:
        yield { number, value: varint() }
        break
      case 1:
        yield { number, value: view.getBigUint64(at, true) }
        at += 8
        break
      case 2: {
        const length = Number(varint())
        if (at + length > bytes.length) throw new RangeError('a field is longer than its message')
        yield { number, value: bytes.subarray(at, at + length) }
        at += length
        break
      }
      case 5:
        yield { number, value: BigInt(view.getUint32(at, true)) }
        at += 4
        break
      default:
        throw new RangeError(`${key & 7} is no wire type`)
    }
  }
}
