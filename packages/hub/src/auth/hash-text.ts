const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto')

/** sha256 in hexadecimal. */
export function hashText(text: string): string {
  return crypto().createHash('sha256').update(text).digest('hex')
}

/** Compares in a time that does not tell where two hashes part. */
export function sameText(left: string, right: string): boolean {
  return left.length === right.length && crypto().timingSafeEqual(Buffer.from(left), Buffer.from(right))
}
