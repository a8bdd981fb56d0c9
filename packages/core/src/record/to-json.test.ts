import type { MetricRecord, RunRecord } from '../contracts/record.ts'
import { recordToJson } from './to-json.ts'

const metric: MetricRecord = { kind: 'metric', time: 1763700000000, key: 'loss', step: 1, value: 0.5 }

describe('recordToJson', () => {
  it('writes a scalar as the export format says, to the letter', () => {
    expect(recordToJson(metric)).toBe('{"kind":"metric","key":"loss","step":1,"value":0.5,"time":1763700000000}')
    expect(recordToJson({ ...metric, epoch: 2, metricKind: 'loss', metadata: { worst: Number.NaN } })).toBe(
      '{"kind":"metric","key":"loss","step":1,"value":0.5,"time":1763700000000,"epoch":2,"metricKind":"loss","metadata":{"worst":"NaN"}}',
    )
  })

  it('trap 24: keeps NaN and the infinities apart, as strings', () => {
    const values = [Number.NaN, Infinity, -Infinity].map(
      value => (JSON.parse(recordToJson({ ...metric, value })) as { value: unknown }).value,
    )
    expect(values).toEqual(['NaN', 'Infinity', '-Infinity'])
  })

  it('writes what JSON lacks as text', () => {
    const set = {
      big: 2n ** 64n,
      at: new Date(0),
      never: new Date(Number.NaN),
      bytes: Buffer.from('hi'),
      deep: [{ odd: -Infinity }],
      none: null,
    }
    const record: RunRecord = { kind: 'config', time: 1, set }
    expect(JSON.parse(recordToJson(record))).toEqual({
      kind: 'config',
      time: 1,
      set: {
        big: '18446744073709551616',
        at: '1970-01-01T00:00:00.000Z',
        never: null,
        bytes: 'aGk=',
        deep: [{ odd: '-Infinity' }],
        none: null,
      },
    })
  })

  it('keeps a record on one line, and a member called __proto__', () => {
    const set = JSON.parse('{"__proto__":"x","text":"two\\nlines\\u2028"}') as { [key: string]: string }
    const line = recordToJson({ kind: 'config', time: 1, set })
    expect(line).not.toContain('\n')
    expect(line).toContain('"__proto__":"x"')
  })
})
