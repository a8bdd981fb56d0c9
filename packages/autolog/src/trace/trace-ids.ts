import type { IdSource } from '@seetrain/core'

const POOL_BYTES = 4096
let pool = Buffer.alloc(0)
let used = 0

/** Random ids in hexadecimal, drawn from a pool: asking for random bytes costs more than the rest of a span's start. */
export const traceIds: Pick<IdSource, 'hex'> = {
  hex(bytes) {
    if (used + bytes > pool.length) {
      pool = Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(Math.max(POOL_BYTES, bytes))).buffer)
      used = 0
    }
    used += bytes
    return pool.toString('hex', used - bytes, used)
  },
}
