import fc from 'fast-check'
import { decodePoints, LARGEST_ITEM, PointEncoder } from './point-codec.ts'

interface Point {
  key: number
  step: number
  value: number
  time: number
  epoch: number
}

const whole = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.integer({ min: -3, max: 3 }))
const point: fc.Arbitrary<Point> = fc.record({
  key: fc.oneof(fc.nat(5), fc.nat(0xffffffff)),
  step: whole,
  value: fc.oneof(
    fc.double(),
    fc.float(),
    fc.integer(),
    fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 2 ** 26, -(2 ** 26), 0.1, 2 ** 31),
  ),
  time: fc.oneof(whole, fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 })),
  // an epoch of -0 is epoch 0
  epoch: fc.oneof(
    fc.constant(NaN),
    fc.double().map(epoch => epoch + 0),
    fc.constantFrom(0, 1, 1.5),
  ),
})

function encode(points: Point[]): Uint8Array {
  const bytes = new Uint8Array(8 + points.length * LARGEST_ITEM)
  const encoder = new PointEncoder(bytes)
  let at = encoder.begin(0, points[0]?.time ?? 0)
  for (const { key, step, value, time, epoch } of points) at = encoder.append(at, key, step, value, time, epoch)
  return bytes.subarray(0, at)
}

function decode(bytes: Uint8Array): { good: boolean; points: Point[] } {
  const points: Point[] = []
  const good = decodePoints(bytes, 0, bytes.length, (key, step, value, time, epoch) =>
    points.push({ key, step, value, time, epoch }),
  )
  return { good, points }
}

describe('points', () => {
  test('any points come back exactly, NaN, infinities and -0 apart', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), points => {
        const { good, points: back } = decode(encode(points))
        expect(good).toBe(true)
        expect(back).toEqual(points)
      }),
      { numRuns: 500 },
    )
  })

  test('no item needs more room than LARGEST_ITEM', () => {
    fc.assert(
      fc.property(point, fc.integer(), (one, base) => {
        const bytes = new Uint8Array(8 + LARGEST_ITEM)
        const encoder = new PointEncoder(bytes)
        const end = encoder.append(encoder.begin(0, base), one.key, one.step, one.value, one.time, one.epoch)
        expect(end).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  test('a common point takes few bytes: 10 for a double, 6 for a float32, 3 for a small integer', () => {
    const at = (value: number): number => {
      const points = [0, 1].map(step => ({ key: 1, step, value, time: 5, epoch: NaN }))
      return encode(points).length - encode(points.slice(0, 1)).length
    }
    expect([at(0.1), at(0.5), at(7)]).toEqual([10, 6, 3])
  })

  test('garbage never throws and never reads outside its range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        decode(bytes)
      }),
      { numRuns: 1000 },
    )
  })

  test('a payload that is cut anywhere inside an item is not taken as whole', () => {
    const bytes = encode([{ key: 300, step: 5, value: 0.1, time: 9, epoch: 2 }])
    for (let length = 0; length < bytes.length; length++) {
      const { good, points } = decode(bytes.subarray(0, length))
      expect({ length, whole: good && points.length > 0 }).toEqual({ length, whole: false })
    }
  })
})
