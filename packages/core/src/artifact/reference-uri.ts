import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:./
/** Query members that sign a request: whoever reads them may fetch in the user's name. */
const SIGNATURE = /[?&](x-amz-signature|x-goog-signature|sig|signature|token|access_token|key|api_key|password)=/i

/** Checks the address of an external file. The messages never repeat an address that holds a secret. */
export function referenceUri(uri: unknown): string {
  if (typeof uri !== 'string' || !SCHEME.test(uri)) {
    throw new InvalidArgumentError(
      'reference.uri',
      uri,
      'Pass an address with its scheme, such as "s3://bucket/data.csv".',
    )
  }
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(uri)?.[1] ?? ''
  if (authority.includes('@') && authority.slice(0, authority.lastIndexOf('@')).includes(':')) {
    throw new InvalidArgumentError(
      'reference.uri',
      masked(uri),
      'The address carries a password, which would be stored. Leave it out.',
    )
  }
  if (SIGNATURE.test(uri)) {
    throw new InvalidArgumentError(
      'reference.uri',
      masked(uri),
      'The address is signed or carries a token, which would be stored. Pass it without.',
    )
  }
  return uri
}

/** The last part of the address's path. */
export function referenceName(uri: string): string {
  const path = uri.replace(/[?#].*$/s, '').replace(/^[^:]+:(\/\/[^/]*)?/, '')
  const last = path.split('/').findLast(segment => segment !== '')
  if (last === undefined)
    throw new InvalidArgumentError(
      'reference.uri',
      uri,
      'It names no file. Pass { path: "…" } for its place in the artifact.',
    )
  return decode(last)
}

function masked(uri: string): string {
  return `${uri.slice(0, uri.indexOf(':'))}:…`
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
