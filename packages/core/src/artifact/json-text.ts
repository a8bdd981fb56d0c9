import type { Plain } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** JSON text of plain values, for people too. What JSON would turn into something else is refused by its place. */
export function jsonText(field: string, value: Plain): string {
  refuseBeyondJson(field, value)
  return `${JSON.stringify(value, null, 2)}\n`
}

function refuseBeyondJson(field: string, value: Plain): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidArgumentError(field, value, 'JSON has no such number. Write it as a string, or as null.')
  }
  if (typeof value === 'bigint')
    throw new InvalidArgumentError(field, value, 'JSON has no bigint. Write it as a string.')
  if (value instanceof Uint8Array) {
    throw new InvalidArgumentError(
      field,
      value,
      'JSON has no bytes. Add them with addBytes, or write an array of numbers.',
    )
  }
  if (value instanceof Date && Number.isNaN(value.getTime()))
    throw new InvalidArgumentError(field, value, 'The date is invalid.')
  if (typeof value !== 'object' || value === null || value instanceof Date) return
  if (Array.isArray(value)) value.forEach((item, index) => refuseBeyondJson(`${field}[${index}]`, item))
  else for (const [key, member] of Object.entries(value)) refuseBeyondJson(`${field}.${key}`, member)
}
