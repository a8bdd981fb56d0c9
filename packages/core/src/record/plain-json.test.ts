import fc from 'fast-check'
import type { Plain, RunRecord } from '../contracts/record.ts'
import { decodeRecord, encodeRecord } from './plain-json.ts'

const plain: fc.Arbitrary<Plain> = fc.letrec<{ plain: Plain }>(tie => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$number', '$$x', '__proto__', 'constructor')), tie('plain'), {
      maxKeys: 4,
    }),
  ),
})).plain

const asRecord = (metadata: Plain): RunRecord => ({ kind: 'edit', time: 1, x: metadata }) as never

describe('records as tagged JSON', () => {
  test('every plain value comes back exactly', () => {
    fc.assert(
      fc.property(plain, value => {
        const back = decodeRecord(encodeRecord(asRecord(value)))
        expect(normal(back)).toEqual(normal(asRecord(value)))
      }),
      { numRuns: 500 },
    )
  })

  test('what JSON lacks is tagged', () => {
    const text = encodeRecord(asRecord([NaN, Infinity, -Infinity, -0, 12n, new Uint8Array([1, 2])]))
    expect(text).toContain(
      '[{"$number":"NaN"},{"$number":"Infinity"},{"$number":"-Infinity"},{"$number":"-0"},{"$bigint":"12"},{"$bytes":"AQI="}]',
    )
  })

  test('a user object that looks like a tag stays an object', () => {
    const value = { $number: '7', $$date: 'x' }
    expect(decodeRecord(encodeRecord(asRecord(value)))).toEqual(asRecord(value))
  })

  test('a member called __proto__ changes no prototype', () => {
    const value = JSON.parse('{"a":NaN_,"__proto__":{"polluted":true}}'.replace('NaN_', '1')) as Plain
    const back = decodeRecord(encodeRecord(asRecord({ list: [NaN], value }))) as unknown as { x: { value: object } }
    expect(Object.getPrototypeOf(back.x.value)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

// fast-check makes objects without a prototype and shows invalid dates as NaN: bring both sides to one form
function normal(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.getTime()}`
  if (value instanceof Uint8Array) return `bytes ${value.join()}`
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([name, member]) => [name, normal(member)]))
  return value
}
