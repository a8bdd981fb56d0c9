import { bytesText, countText, durationText, momentText } from './quantities.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [150 * 1024, '150 KiB'],
  [3.4 * 2 ** 20, '3.4 MiB'],
  [2 ** 50, '1.0 PiB'],
  [2 ** 70, '1048576 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test.each([
  [-5, '0.0s'],
  [40, '0.0s'],
  [59_900, '59.9s'],
  [59_960, '1m 00s'],
  [3_599_000, '59m 59s'],
  [3_600_000, '1h 00m'],
  [86_399_000, '23h 59m'],
  [180_000_000, '2d 02h'],
])('%d ms are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text)
})

test('a moment is in local time, and one that is none is said so', () => {
  expect(momentText(new Date(2026, 10, 21, 4, 3, 9))).toBe('2026-11-21 04:03:09')
  expect(momentText('never')).toBe('?')
})

test('countText', () => {
  expect([0, 1, 2].map(count => countText(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs'])
})
