import { RequestError } from '../errors/request-error.ts'

/** Checks `Content-Digest: sha-256=:…:` (RFC 9530). Returns whether there was one. */
export function checkDigest(headers: Headers, bytes: Uint8Array): boolean {
  const digest = headers.get('content-digest')
  if (digest === null) return false
  const wanted = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):/.exec(digest)?.[1]
  if (wanted === undefined) return false
  const found = process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('base64')
  if (found === wanted) return true
  throw new RequestError(
    400,
    'WRONG_DIGEST',
    'Content-Digest: the body is another one. It was changed on the way; send it again.',
    {
      field: 'Content-Digest',
    },
  )
}
