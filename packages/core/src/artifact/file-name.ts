import { hashBytes } from '../blob/sha256.ts'

const PLAIN = /^[a-z0-9_-][a-z0-9._-]{0,99}$/

/**
 * A file name for any text. Short lower-case names stay as they are; others become a readable part and a checksum, so
 * that two names never share a file, also where case is ignored. The text itself is kept in the file.
 */
export function fileName(text: string): string {
  if (PLAIN.test(text)) return text
  const readable = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, 60)
  // ~ occurs in no plain name
  return `${readable}~${hashBytes(new TextEncoder().encode(text)).slice(0, 16)}`
}
