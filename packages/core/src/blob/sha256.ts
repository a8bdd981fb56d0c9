import type { Hash } from 'node:crypto'

// node:crypto costs milliseconds to load and many programs never store a blob
const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto')

export function hashBytes(bytes: Uint8Array): string {
  return newHash().update(bytes).digest('hex')
}

export function newHash(): Hash {
  return crypto().createHash('sha256')
}

export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}
