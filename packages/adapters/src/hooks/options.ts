import { InvalidArgumentError } from '@seetrain/core'

/** Checks for the options of adapters: each returns the option, or its default. */

export function wholeOption(name: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw new InvalidArgumentError(name, value, 'Pass a whole number from 0 up.')
}

export function booleanOption(name: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? otherwise
  throw new InvalidArgumentError(name, value, 'Pass true or false.')
}

export function textOption(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new InvalidArgumentError(name, value, 'Pass a string that is not empty.')
}
