import { cut, metricRows, shortNumber } from './metric-rows.ts'

test('a row holds the name, the course, the first and the last value', () => {
  const rows = metricRows(
    [
      { key: 'loss', values: [1.5, 1, 0.25] },
      { key: 'accuracy', values: [0.5, 0.98765] },
    ],
    80,
  )
  expect(rows[0]).toMatch(/^loss {6}█▅▁ +1\.5 → 0\.25$/)
  expect(rows[1]).toMatch(/^accuracy {2}▁█ +0\.5 → 0\.9877$/)
})

test('a narrow terminal shows names before first values', () => {
  expect(metricRows([{ key: 'val_loss', values: [3, 2, 1] }], 36)).toEqual([`val_loss  █▅▁${' '.repeat(12)}  1`])
})

test('rows line up', () => {
  const rows = metricRows(
    [
      { key: 'a', values: [1] },
      { key: 'longer', values: [1, 2, 3] },
      { key: 'none', values: [] },
    ],
    80,
  )
  expect(new Set(rows.map(row => row.indexOf('→'))).size).toBe(1)
})

test.each([20, 30, 39, 60, 80, 200])('no row is wider than a terminal of %d columns', width => {
  const key = 'validation/some/deeply/nested/metric/with/a/name'
  const values = Array.from({ length: 300 }, (_, step) => -Math.exp(step))
  for (const row of metricRows(
    [
      { key, values },
      { key: 'x', values: [1] },
    ],
    width,
  ))
    expect([...row].length).toBeLessThanOrEqual(width)
})

test('a name can not steer the terminal', () => {
  expect(metricRows([{ key: 'a\u001B[2Jb', values: [1] }])[0]).toMatch(/^a\?\[2Jb {2}/)
})

test.each([
  [0, '0'],
  [1, '1'],
  [0.123456, '0.1235'],
  [123456.7, '123457'],
  [1234567, '1.23e+6'],
  [0.00001234, '1.23e-5'],
  [-0.5, '-0.5'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [undefined, ''],
  [-1.234e-300, '-1.23e-300'],
])('%p is written %j', (value, text) => {
  expect(shortNumber(value)).toBe(text)
})

test('cut counts characters, not code units', () => {
  expect(cut('🙂🙂🙂', 3)).toBe('🙂🙂🙂')
  expect(cut('🙂🙂🙂🙂', 3)).toBe('🙂🙂…')
  expect(cut('abc', 1)).toBe('…')
  expect(cut('abc', 0)).toBe('')
})
