import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

type Kind = 'string' | 'boolean' | 'function' | 'object' | 'count' | 'duration'

const REMEDY: { [kind in Kind]: string } = {
  string: 'Pass a string.',
  boolean: 'Pass true or false.',
  function: 'Pass a function.',
  object: 'Pass an object.',
  count: 'Pass a whole number, 0 or more.',
  duration: 'Pass milliseconds, 0 or more.',
}

/** Refuses unknown options and values of the wrong kind. `kinds` names every option. */
export function checkOptions(owner: string, options: object, kinds: { [option: string]: Kind }): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError(
      `${owner} options`,
      options,
      `Pass an object with any of: ${Object.keys(kinds).join(', ')}.`,
    )
  }
  for (const [option, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, option) ? kinds[option] : undefined
    if (kind === undefined) {
      throw new InvalidArgumentError(
        `${owner} option "${option}"`,
        value,
        `There is no such option. Known: ${Object.keys(kinds).join(', ')}.`,
      )
    }
    if (value !== undefined && !isOfKind(value, kind))
      throw new InvalidArgumentError(`${owner} option "${option}"`, value, REMEDY[kind])
  }
}

function isOfKind(value: unknown, kind: Kind): boolean {
  if (kind === 'count') return Number.isSafeInteger(value) && (value as number) >= 0
  if (kind === 'duration') return typeof value === 'number' && value >= 0
  return typeof value === kind && value !== null
}
