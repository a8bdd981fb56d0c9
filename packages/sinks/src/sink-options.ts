import { InvalidArgumentError, type Plain, type PlainObject } from '@seetrain/core'

/** Says what is wrong with an option that a user wrote, by naming what would do; undefined when nothing is. */
export type OptionCheck = (value: Plain) => string | undefined

/** The options that a user wrote for a sink, each of a known name and checked. Throws `InvalidArgumentError`. */
export function checkSinkOptions(
  id: string,
  options: PlainObject,
  checks: { [name: string]: OptionCheck },
): PlainObject {
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    const remedy =
      check === undefined ? `There is no such option. It has: ${Object.keys(checks).join(', ')}.` : check(value)
    if (remedy !== undefined) throw new InvalidArgumentError(`sink ${id}, option "${name}"`, value, remedy)
  }
  return options
}

export function isText(remedy: string): OptionCheck {
  return value => (typeof value === 'string' && value !== '' ? undefined : remedy)
}

export function isOneOf(...choices: readonly string[]): OptionCheck {
  return value => (choices.includes(value as string) ? undefined : `Pass one of: ${choices.join(', ')}.`)
}

export function isBoolean(value: Plain): string | undefined {
  return typeof value === 'boolean' ? undefined : 'Pass true or false.'
}

export const isFolder = isText('Pass the path of a folder.')
