import fc from 'fast-check'
import { decodeColumn, encodeColumn, largestColumn } from './column-codec.ts'

function roundTrip(values: number[], compress = false): { back: number[]; bytes: number } {
  const column = Float64Array.from(values)
  const target = new Uint8Array(8 + largestColumn(column.length))
  const end = encodeColumn(target, 8, column, compress)
  expect(end % 8).toBe(0)
  const bytes = new Uint8Array(target.slice(0, end))
  return { back: [...decodeColumn(bytes, 8, column.length)], bytes: end - 8 }
}

const awkward = fc.oneof(
  fc.double(),
  fc.float(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    -0,
    0,
    2 ** 53,
    -(2 ** 53),
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    5e-324,
  ),
)

describe('a column', () => {
  test('of any numbers comes back exactly, compressed or not (trap 12)', () => {
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 1, maxLength: 300 }), fc.boolean(), (values, compress) => {
        expect(roundTrip(values, compress).back).toEqual(values)
      }),
      { numRuns: 500 },
    )
  })

  test('of whole numbers with any differences comes back exactly', () => {
    const differences = fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.integer(),
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    )
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(differences, { minLength: 1, maxLength: 100 }), (first, list) => {
        const values = list.reduce((sums, difference) => [...sums, sums.at(-1)! + difference], [first])
        expect(roundTrip(values).back).toEqual(values)
      }),
    )
  })

  const numbers = Array.from({ length: 1024 }, (_, index) => index)
  test.each([
    ['the same number', numbers.map(() => 0.1), 16],
    ['NaN alone', numbers.map(() => NaN), 16],
    ['steps', numbers.map(index => 7 + 10 * index), 24],
    ['times with jitter', numbers.map(index => 1.7e12 + 1000 * index + ((index * 7919) % 97)), 24 + 1024],
    ['float32', numbers.map(index => Math.fround(Math.sin(index))), 8 + 4 * 1024],
    ['float64', numbers.map(index => Math.sin(index)), 8 + 8 * 1024],
  ])('of %s takes its few bytes', (_, values, bytes) => {
    expect(roundTrip(values)).toEqual({ back: values, bytes })
  })

  test('that repeats is compressed when that is asked for', () => {
    const values = numbers.map(index => [0.1, 0.2, 0.3][index % 3]!)
    expect(roundTrip(values, true).bytes).toBeLessThan(200)
  })
})
