import { protobufFields } from './protobuf-fields.ts'
import { ProtobufMessage } from './protobuf-message.ts'

describe('ProtobufMessage', () => {
  it('writes what the protobuf documentation shows', () => {
    expect(Buffer.from(new ProtobufMessage().int(1, 150).finish()).toString('hex')).toBe('089601')
    expect(Buffer.from(new ProtobufMessage().string(2, 'testing').finish()).toString('hex')).toBe('120774657374696e67')
  })

  it('is read back, whatever the size of numbers and texts', () => {
    const numbers = [0, 1, 127, 128, 2 ** 31, 2 ** 53 - 1, -1, -(2 ** 40), 2n ** 63n - 1n, -(2n ** 63n)]
    const message = new ProtobufMessage()
    for (const number of numbers) message.int(1, number)
    const text = '🔑'.repeat(1000)
    message.string(300, text).double(3, -0).float(4, 1.5)
    const fields = [...protobufFields(message.finish())]
    expect(fields.slice(0, numbers.length).map(({ value }) => BigInt.asIntN(64, value as bigint))).toEqual(
      numbers.map(BigInt),
    )
    const [words, double, float] = fields.slice(numbers.length)
    expect([words!.number, Buffer.from(words!.value as Uint8Array).toString()]).toEqual([300, text])
    expect([double!.value, float!.value]).toEqual([1n << 63n, 0x3fc00000n])
  })

  it('is refused where it is cut or none', () => {
    expect(() => [...protobufFields(Uint8Array.of(0x12, 0x07, 0x74))]).toThrow('longer than its message')
    expect(() => [...protobufFields(Uint8Array.of(0x08, 0x80))]).toThrow(RangeError)
    expect(() => [...protobufFields(Uint8Array.of(0x0b))]).toThrow('3 is no wire type')
  })
})
