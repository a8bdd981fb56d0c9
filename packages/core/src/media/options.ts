import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** Options whose names were checked and whose values were not yet. */
export type Options = Readonly<Record<string, unknown>>

/** Refuses options that the medium does not take; an option with a typing error would else be ignored in silence. */
export function checkOptions(what: string, options: unknown, known: readonly string[]): Options {
  if (options === undefined) return {}
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidArgumentError(`${what}.options`, options, 'Pass an object of options, or nothing.')
  }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !known.includes(name)) {
      throw new InvalidArgumentError(`${what}.${name}`, value, `There is no such option. Known: ${known.join(', ')}.`)
    }
  }
  return options as Options
}

export function readString(field: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw new InvalidArgumentError(field, value, 'Pass a string.')
}

export function readNumber(field: string, value: unknown, min: number, max: number): number | undefined {
  if (value === undefined || (typeof value === 'number' && value >= min && value <= max)) return value
  throw new InvalidArgumentError(field, value, `Pass a number from ${min} to ${max}.`)
}

export function readInteger(field: string, value: unknown, min: number, max = 2 ** 31 - 1): number | undefined {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)) {
    return value as number | undefined
  }
  throw new InvalidArgumentError(field, value, `Pass a whole number from ${min} to ${max}.`)
}

export function readChoice<Choice extends string>(
  field: string,
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined || choices.includes(value as Choice)) return value as Choice | undefined
  throw new InvalidArgumentError(field, value, `Pass one of: ${choices.join(', ')}.`)
}

/** Two finite numbers, the first below the second. */
export function readRange(field: string, value: unknown): readonly [number, number] | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1]) {
    return [value[0], value[1]]
  }
  throw new InvalidArgumentError(field, value, 'Pass two finite numbers [low, high] with low below high.')
}
