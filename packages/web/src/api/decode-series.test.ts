import { decodeSeries } from './decode-series.ts'

/** Written by hand from the description of the format. */
function answer(head: object, columns: number[][]): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(head))
  const start = Math.ceil((8 + json.length) / 8) * 8
  const bytes = new Uint8Array(start + columns.flat().length * 8).fill(0x20, 0, start)
  bytes.set(new TextEncoder().encode('STS1'))
  new DataView(bytes.buffer).setUint32(4, start - 8, true)
  bytes.set(json, 8)
  new Float64Array(bytes.buffer, start).set(columns.flat())
  return bytes.buffer
}

describe('the binary form of series', () => {
  it('reads columns of several series, with every kind of number', () => {
    const series = (key: string, length: number, columns: string[]) => ({
      runId: 'r',
      key,
      writer: 'main',
      total: length,
      form: 'points',
      length,
      columns,
    })
    const buffer = answer({ axis: 'step', series: [series('a', 2, ['x', 'value']), series('b', 1, ['x', 'value'])] }, [
      [0, 1],
      [Number.NaN, -0],
      [7],
      [Infinity],
    ])
    const [a, b] = decodeSeries(buffer)
    expect([...a!.columns.x!]).toEqual([0, 1])
    expect([...a!.columns.value!]).toEqual([Number.NaN, -0])
    expect(b!.key).toBe('b')
    expect([...b!.columns.value!]).toEqual([Infinity])
  })

  it('says so when the bytes are something else', () => {
    expect(() => decodeSeries(new TextEncoder().encode('{"series":[]}').buffer)).toThrow(/no series/)
  })
})
