import { createHash } from 'node:crypto'
import { encodeRecord, type RunRecord } from '@seetrain/core'

/**
 * Records that a journal holds behind the last position. Each is kept by what it says, since files that grew meanwhile may
 * give them in another order; without its time, which is that of the reading where a source tells none.
 */
export class KnownRecords {
  readonly #counts = new Map<string, number>()

  get size(): number {
    return this.#counts.size
  }

  add(record: RunRecord): void {
    const name = nameOf(record)
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** Whether the record is one of them; each is given once. */
  take(record: RunRecord): boolean {
    if (this.#counts.size === 0) return false
    const name = nameOf(record)
    const count = this.#counts.get(name) ?? 0
    if (count > 1) this.#counts.set(name, count - 1)
    else this.#counts.delete(name)
    return count > 0
  }
}

function nameOf(record: RunRecord): string {
  if (record.kind === 'metric') return `${record.step}\n${record.value}\n${record.epoch || 0}\n${record.key}`
  return createHash('sha256')
    .update(encodeRecord({ ...record, time: 0 }))
    .digest('base64')
}
