import { plainParams } from './plain-params.ts'

test('arrays of another process become lists, or the number that they hold', () => {
  const given = {
    seed: { data: BigInt64Array.of(7n), shape: [], dtype: 'int64' },
    anchors: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2], dtype: 'float32' },
    mean: { data: [0.5, 0.25], shape: [2] },
  }
  expect(plainParams(given)).toEqual({
    seed: 7n,
    anchors: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    mean: [0.5, 0.25],
  })
})

test('nesting, maps and dates stay; functions and live objects become their names; a cycle ends', () => {
  class Dataset {
    rows = [[1]]
  }
  const date = new Date(0)
  const cycle: { self?: object } = {}
  cycle.self = cycle
  expect(
    plainParams({ act: Math.tanh, data: new Dataset(), when: date, map: new Map([['a', 1]]), list: [{ b: null }] }),
  ).toEqual({
    act: 'tanh',
    data: 'Dataset',
    when: date,
    map: { a: 1 },
    list: [{ b: null }],
  })
  expect(JSON.stringify(plainParams(cycle))).toContain('"…"')
})
