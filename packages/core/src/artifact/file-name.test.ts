import fc from 'fast-check'
import { fileName } from './file-name.ts'

test('plain names stay, others become a readable part and a checksum', () => {
  expect(fileName('mnist-v2.1')).toBe('mnist-v2.1')
  expect(fileName('Team/Vision 2')).toMatch(/^team-vision-2~[0-9a-f]{16}$/)
  expect(fileName('')).toMatch(/^~[0-9a-f]{16}$/)
})

test('every name is one safe segment, and no two names share a file where case is ignored', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', 'A', '.', '/', '~', '-') }))
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(fileName(one)).toMatch(/^[a-z0-9_~-][a-z0-9._~-]{0,99}$/)
      expect(fileName(one).toLowerCase() === fileName(other).toLowerCase()).toBe(one === other)
    }),
    { numRuns: 2000 },
  )
})
