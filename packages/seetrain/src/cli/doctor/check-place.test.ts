import { checkNode, spaceFinding } from './check-place.ts'

test.each([
  ['20.19.0', 'problem'],
  ['22.17.9', 'problem'],
  ['22.18.0', 'ok'],
  ['24.0.0', 'ok'],
])('Node %s: %s', (version, level) => {
  expect(checkNode(version).level).toBe(level)
})

test.each([
  [10 * 2 ** 30, 'ok'],
  [500 * 2 ** 20, 'note'],
  [10 * 2 ** 20, 'problem'],
])('%d bytes free: %s', (free, level) => {
  expect(spaceFinding(free).level).toBe(level)
})
