import type { RunRecord } from '../contracts/record.ts'

/**
 * One record as one line of JSON for people and other tools: what `seetrain export --format jsonl` prints. Numbers that
 * JSON lacks become the strings "NaN", "Infinity" and "-Infinity", a bigint its digits, a Date its ISO text, bytes
 * base64. The way back is not needed: the journal keeps the exact values.
 */
export function recordToJson(record: RunRecord): string {
  if (record.kind !== 'metric') return JSON.stringify(plainToJson(record))
  const { kind, key, step, value, time, ...rest } = record
  return JSON.stringify({ kind, key, step, value: plainToJson(value), time, ...(plainToJson(rest) as object) })
}

export function plainToJson(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return value.toString()
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.map(plainToJson)
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
      if (value instanceof Uint8Array)
        return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainToJson(member)]))
    default:
      return value
  }
}
