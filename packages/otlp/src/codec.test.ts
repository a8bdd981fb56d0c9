import type { PlainObject } from '@seetrain/core'
import fc from 'fast-check'
import { decodeRequest, encodeRequest, type Encoding } from './codec.ts'
import { fromNanos, toNanos } from './time.ts'
import { fromAnyValue, fromKeyValues, toKeyValues } from './values.ts'

function sent(attributes: PlainObject, encoding: Encoding): PlainObject {
  const span = {
    traceId: '0a'.repeat(16),
    spanId: 'b0'.repeat(8),
    name: '',
    startTimeUnixNano: '1',
    endTimeUnixNano: '18446744073709551615',
    attributes: toKeyValues(attributes),
  }
  const bytes = encodeRequest('traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, encoding)
  const back = decodeRequest('traces', bytes, encoding).resourceSpans![0]!.scopeSpans![0]!.spans![0]!
  expect(back).toMatchObject({ traceId: span.traceId, spanId: span.spanId, endTimeUnixNano: span.endTimeUnixNano })
  return fromKeyValues(back.attributes)
}

describe.each(['protobuf', 'json'] as const)('in %s', encoding => {
  it('keeps every kind of value', () => {
    const values: PlainObject = {
      zero: 0,
      minus: -0,
      whole: 2 ** 53 - 1,
      nan: Number.NaN,
      infinite: -Infinity,
      big: 2n ** 62n,
      no: false,
      empty: '',
      nothing: null,
      bytes: new Uint8Array([0, 255]),
      list: [1, 'x', [], {}],
      ['__proto__']: 'own',
    }
    expect(sent(values, encoding)).toEqual(values)
    expect(sent({ huge: 2n ** 70n, at: new Date(0) }, encoding)).toEqual({
      huge: String(2n ** 70n),
      at: '1970-01-01T00:00:00.000Z',
    })
  })

  it('keeps whatever JSON can say', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), values => {
        expect(sent(values as PlainObject, encoding)).toEqual(values)
      }),
    )
  })

  it('keeps zeros where a member may be absent', () => {
    const point = { timeUnixNano: '5', count: '1', sum: 0, min: 0, max: 0 }
    const metrics = [{ name: 'x', histogram: { dataPoints: [point] } }]
    const bytes = encodeRequest('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }, encoding)
    const back = decodeRequest('metrics', bytes, encoding).resourceMetrics![0]!.scopeMetrics![0]!.metrics![0]!
    expect(back.histogram!.dataPoints![0]).toEqual(point)
  })

  it('refuses what is no request', () => {
    for (const bytes of ['[]', '"x"', 'null', '{', '\u0007\u0007'])
      expect(() => decodeRequest('traces', Buffer.from(bytes), encoding)).toThrow(/JSON|wire|index|tag|end/i)
  })
})

it('reads values of the wrong type as absent, and goes no deeper than sensible', () => {
  for (const value of [null, 5, 'x', {}, { stringValue: 5 }, { intValue: {} }]) expect(fromAnyValue(value)).toBeNull()
  let deep: object = { stringValue: 'x' }
  for (let depth = 0; depth < 10_000; depth++) deep = { arrayValue: { values: [deep] } }
  expect(JSON.stringify(fromAnyValue(deep))).toContain('nested too deep')
})

it('keeps times to the last digit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 4e12, noNaN: true }), time => {
      const back = fromNanos(toNanos(time))!
      // a nanosecond is the finest there is
      expect(Math.abs(back - time)).toBeLessThanOrEqual(1e-6)
    }),
  )
  expect(fromNanos(toNanos(1_763_700_000_000.123))).toBe(1_763_700_000_000.123)
  expect([fromNanos('0'), fromNanos('-5'), fromNanos('x'), fromNanos('9'.repeat(30)), fromNanos(undefined)]).toEqual(
    Array.from({ length: 5 }),
  )
})
