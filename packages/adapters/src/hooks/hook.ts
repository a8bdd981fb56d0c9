import { checkObject, checkStep, checkString, InvalidArgumentError, type Hook } from '@seetrain/core'

type Check = (field: string, value: unknown) => unknown

const CHECKS = {
  value: (_: string, value: unknown) => value,
  object: checkObject,
  list: (field, value) => checkThat(Array.isArray(value), field, value, 'Pass an array.'),
  name: checkString,
  text: (field, value) => checkThat(typeof value === 'string', field, value, 'Pass a string.'),
  number: (field, value) => checkThat(typeof value === 'number', field, value, 'Pass a number.'),
  boolean: (field, value) => checkThat(typeof value === 'boolean', field, value, 'Pass true or false.'),
  step: (field, value) => checkThat(checkStep(field, value) !== undefined, field, value, 'Pass a whole number.'),
} as const satisfies Record<string, Check>

type Kind = keyof typeof CHECKS

/**
 * What an argument is: a `name` is a string that is not empty, a `step` a whole number, a `value` anything. One that
 * ends in `?` may be left out, or be null.
 */
export type ParameterKind = Kind | `${Kind}?`

/** An entry of a hook table: the adapter's method, what it does, and its arguments in their order. */
export function hook(method: string, says: string, parameters: Record<string, ParameterKind> = {}): Hook {
  const checks = Object.entries(parameters).map(([name, kind]) => checkOf(name, kind))
  return { method, says, parameters, parse: args => checks.map((check, index) => check(args[index])) }
}

function checkOf(name: string, kind: ParameterKind): (value: unknown) => unknown {
  const optional = kind.endsWith('?')
  const check: Check = CHECKS[kind.replace('?', '') as Kind]
  if (!optional) return value => check(name, value)
  return value => (value === undefined || value === null ? undefined : check(name, value))
}

function checkThat(holds: boolean, field: string, value: unknown, remedy: string): unknown {
  if (!holds) throw new InvalidArgumentError(field, value, remedy)
  return typeof value === 'bigint' ? Number(value) : value
}
