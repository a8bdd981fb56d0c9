import { join, sep } from 'node:path'
import fc from 'fast-check'
import { destinationPath } from './destination-path.ts'

const accepted = (path: string): string | undefined => {
  try {
    return destinationPath('path', path)
  } catch {
    return undefined
  }
}
const awkward = fc
  .array(fc.oneof(fc.constantFrom('/', '\\', '.', '..', '\0', 'C:', '~', ' '), fc.string()), { maxLength: 8 })
  .map(parts => parts.join(''))

test('trap 28: whatever is accepted stays inside every folder it is joined to', () => {
  fc.assert(
    fc.property(awkward, path => {
      const destination = accepted(path)
      if (destination !== undefined)
        expect(join('/root/folder', destination).startsWith(`/root/folder${sep}`)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('what was accepted once is accepted again and unchanged', () => {
  fc.assert(
    fc.property(awkward, path => {
      const destination = accepted(path)
      if (destination !== undefined) expect(destinationPath('path', destination)).toBe(destination)
    }),
  )
})

test('ordinary names are accepted as they are', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9._ -]{0,9}$/)
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), names => {
      expect(destinationPath('path', names.join('/'))).toBe(names.join('/'))
    }),
  )
})
