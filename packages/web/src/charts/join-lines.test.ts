import type { ChartLine } from './chart-line.ts'
import { columnPlaces, joinLines } from './join-lines.ts'

const line = (x: number[], values: number[], raw?: number[]): ChartLine => {
  const value = Float64Array.from(values)
  return {
    name: 'a',
    color: 'red',
    dash: undefined,
    x: Float64Array.from(x),
    value,
    low: value,
    high: value,
    raw: raw && Float64Array.from(raw),
    nan: [],
    positiveInfinity: [],
    negativeInfinity: [],
  }
}

describe('lines over common places', () => {
  it('tells a gap of a line from a place that only another line has', () => {
    const [x, , , first, , , second] = joinLines([line([0, 2, 4], [1, Number.NaN, 3]), line([1, 4], [7, 8])], {
      x: false,
      y: false,
    })
    expect(x).toEqual([0, 1, 2, 4])
    expect(first).toEqual([1, undefined, null, 3])
    expect(second).toEqual([undefined, 7, undefined, 8])
  })

  it('leaves out what a logarithm has no place for', () => {
    const [x, , , value] = joinLines([line([0, 1, 10], [5, 0, 3])], { x: true, y: true })
    expect(x).toEqual([1, 10])
    expect(value).toEqual([null, 3])
  })

  it('says where the columns of each line are', () => {
    const places = columnPlaces([line([0], [1], [2]), line([0], [1])])
    expect(places.map(({ columns }) => Object.fromEntries(columns))).toEqual([
      { low: 1, high: 2, raw: 3, value: 4 },
      { low: 5, high: 6, value: 7 },
    ])
  })
})
