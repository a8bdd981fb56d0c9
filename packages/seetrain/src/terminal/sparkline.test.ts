import { sparkline } from './sparkline.ts'

test('shows each value as a block between the least and the greatest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█')
  expect(sparkline([7, 0, 7])).toBe('█▁█')
  expect(sparkline([-2, -1])).toBe('▁█')
})

test('a constant, a single value and nothing have a form', () => {
  expect(sparkline([3, 3, 3])).toBe('▄▄▄')
  expect(sparkline([3])).toBe('▄')
  expect(sparkline([])).toBe('')
  expect(sparkline([1, 2], 0)).toBe('')
})

test('non-finite values have signs of their own and do not disturb the scale', () => {
  expect(sparkline([0, Number.NaN, 7, Infinity, -Infinity])).toBe('▁·█↑↓')
  expect(sparkline([Number.NaN, Number.NaN])).toBe('··')
})

test('a long series keeps its width and its spike', () => {
  const values = Array.from({ length: 10_000 }, () => 1)
  values[7_777] = 50
  const line = sparkline(values, 40)
  expect([...line]).toHaveLength(40)
  expect([...line].indexOf('█')).toBe(31)
  expect(line.replace('█', '')).toBe('▁'.repeat(39))
  values[7_777] = -50
  expect([...sparkline(values, 40)].indexOf('▁')).toBe(31)
})

test('a stretch with a gap shows its numbers, a stretch of gaps shows the gap', () => {
  expect(sparkline([Number.NaN, 0, Number.NaN, Number.NaN, 7, Number.NaN], 3)).toBe('▁·█')
})

test('the whole range of numbers fits', () => {
  expect(sparkline([-Number.MAX_VALUE, 0, Number.MAX_VALUE])).toBe('▁▅█')
})
