import { Course } from './course.ts'

function courseOf(values: Iterable<number>): number[] {
  const course = new Course()
  for (const value of values) course.add(value)
  return course.values()
}

test.each([
  [[]],
  [[3]],
  [[1, 1, 1]],
  [[2, Number.NaN, 2]],
  [[Number.NaN]],
  [Array.from({ length: 511 }, (_, index) => Math.sin(index))],
])('a short series is kept as it is: %#', values => {
  expect(courseOf(values)).toEqual(values)
})

test('a long series keeps its ends and its spikes, and takes no more room than a short one', () => {
  const length = 1_000_003
  const values = function* () {
    for (let at = 0; at < length; at++) yield at === 345_678 ? 1000 : at === 777_777 ? -1000 : Math.sin(at / 1e5)
  }
  const course = courseOf(values())
  expect(course.length).toBeLessThanOrEqual(2 * 512 + 2)
  expect(course[0]).toBe(0)
  expect(course.at(-1)).toBe(Math.sin((length - 1) / 1e5))
  expect(course.indexOf(1000) / course.length).toBeCloseTo(345_678 / length, 1)
  expect(course.indexOf(-1000) / course.length).toBeCloseTo(777_777 / length, 1)
})

test('a long series of no numbers stays one', () => {
  expect(new Set(courseOf(Array.from({ length: 5000 }, () => Number.NaN)))).toEqual(new Set([Number.NaN]))
})

test('numbers among many that are none are found', () => {
  const values = Array.from({ length: 5000 }, (_, index) => (index % 100 === 50 ? index : Number.NaN))
  const numbers = courseOf(values).filter(value => !Number.isNaN(value))
  expect([numbers[0], numbers.at(-1)]).toEqual([50, 4950])
})

test('counts, and knows the last value', () => {
  const course = new Course()
  for (let value = 0; value < 2000; value++) course.add(value)
  expect([course.count, course.last]).toEqual([2000, 1999])
})
