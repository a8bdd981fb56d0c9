import type { WireNumber } from '../api/wire.ts'

/** The number that the wire means; NaN for what is none. */
export function numberOf(value: WireNumber | null | undefined): number {
  return value === null || value === undefined ? Number.NaN : Number(value)
}
