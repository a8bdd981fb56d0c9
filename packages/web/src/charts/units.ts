import { formatBytes, formatNumber } from '../format/quantities.ts'

export type Unit = 'bytes' | 'plain'

/** What a key counts, as far as its name says. */
export function unitOf(key: string): Unit {
  return /bytes(_per_second)?$/.test(key) ? 'bytes' : 'plain'
}

export function formatValue(value: number, unit: Unit, digits?: number): string {
  return unit === 'bytes' ? formatBytes(value, digits) : formatNumber(value, digits)
}
