import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/**
 * The path of a file in an artifact: forward slashes, no leading `./`, and nothing that could lead out of the folder
 * that it will be written to.
 */
export function destinationPath(field: string, path: unknown): string {
  if (typeof path !== 'string' || path === '') {
    throw new InvalidArgumentError(field, path, 'Pass a path such as "weights/model.bin".')
  }
  const slashed = path.replaceAll('\\', '/')
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed)) {
    throw new InvalidArgumentError(field, path, 'It is absolute. Pass a path relative to the artifact.')
  }
  if (slashed.includes('\0')) {
    throw new InvalidArgumentError(field, path, 'It holds a NUL character. Remove that.')
  }
  const segments = slashed.split('/').filter(segment => segment !== '.')
  if (segments.includes('..')) {
    throw new InvalidArgumentError(field, path, 'It holds "..". Pass a path that stays inside the artifact.')
  }
  if (segments.length === 0 || segments.includes('')) {
    throw new InvalidArgumentError(
      field,
      path,
      'It has an empty part. Write one "/" between names and none at the end.',
    )
  }
  return segments.join('/')
}
