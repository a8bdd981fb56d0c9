import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Flips a bit in the middle of a run's journal. */
export function damage(runDir: string): void {
  const path = join(runDir, 'journal.bin')
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
  writeFileSync(path, bytes)
}

/** Cuts a run's journal in the middle of its last record. */
export function tear(runDir: string): void {
  const path = join(runDir, 'journal.bin')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, bytes.length - 3))
}
