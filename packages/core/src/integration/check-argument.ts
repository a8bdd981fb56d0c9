import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** Checks for `Hook.parse`: each returns the argument or throws an error that names it. */

export function checkObject(field: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new InvalidArgumentError(field, value, 'Pass an object with a member per name.')
}

export function checkString(field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new InvalidArgumentError(field, value, 'Pass a string that is not empty.')
}

/** A step, or undefined when none was given. */
export function checkStep(field: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'bigint') return Number(value)
  if (Number.isSafeInteger(value)) return value as number
  throw new InvalidArgumentError(field, value, 'Pass a whole number, or leave it out.')
}
