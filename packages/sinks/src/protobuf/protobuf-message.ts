const VARINT = 0
const FIXED_64 = 1
const LENGTH = 2
const FIXED_32 = 5
const FIRST_CAPACITY = 128

/** Writes the fields of one protobuf message, in the order of the calls. A nested message is written first. */
export class ProtobufMessage {
  #buffer = Buffer.allocUnsafe(FIRST_CAPACITY)
  #length = 0

  /** An int32, int64, uint32, uint64, bool or enum. Negative numbers take ten bytes, as protobuf has it. */
  int(field: number, value: number | bigint | boolean): this {
    this.#key(field, VARINT)
    this.#varint(typeof value === 'boolean' ? Number(value) : value)
    return this
  }

  double(field: number, value: number): this {
    this.#key(field, FIXED_64)
    this.#reserve(8)
    this.#length = this.#buffer.writeDoubleLE(value, this.#length)
    return this
  }

  float(field: number, value: number): this {
    this.#key(field, FIXED_32)
    this.#reserve(4)
    this.#length = this.#buffer.writeFloatLE(value, this.#length)
    return this
  }

  string(field: number, value: string): this {
    const size = Buffer.byteLength(value)
    this.#key(field, LENGTH)
    this.#varint(size)
    this.#reserve(size)
    this.#length += this.#buffer.write(value, this.#length)
    return this
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, LENGTH)
    this.#varint(value.length)
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
    return this
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.finish())
  }

  /** The message so far. Valid until the next field is written. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType)
  }

  #varint(value: number | bigint): void {
    this.#reserve(10)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
      let rest = value
      while (rest >= 0x80) {
        this.#buffer[this.#length++] = (rest % 0x80) | 0x80
        rest = Math.floor(rest / 0x80)
      }
      this.#buffer[this.#length++] = rest
      return
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest >= 0x80n) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
