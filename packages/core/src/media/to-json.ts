import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { typedArrayKind } from './numeric-array.ts'

const MAX_DEPTH = 100

/**
 * A copy of a value that `JSON.stringify` writes without loss or surprise: typed arrays become arrays, dates ISO text,
 * bigints numbers where those are exact and else text. `nonFinite` decides what becomes of NaN and the infinities.
 * Functions, symbols and cycles are refused with the path where they were found.
 */
export function toJson(field: string, value: unknown, nonFinite: (value: number) => unknown): unknown {
  const path: (string | number)[] = []
  const ancestors = new Set<object>()

  const refuse = (found: unknown, remedy: string): never => {
    const steps = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
    throw new InvalidArgumentError(field + steps, found, remedy)
  }
  const at = (step: string | number, member: unknown): unknown => {
    path.push(step)
    const converted = convert(member)
    path.pop()
    return converted
  }
  const convertObject = (object: object): unknown => {
    if (ancestors.has(object)) refuse(object, 'It contains itself; JSON can not.')
    if (path.length > MAX_DEPTH) refuse(object, `It is nested more than ${MAX_DEPTH} levels deep.`)
    if ('toJSON' in object && typeof object.toJSON === 'function') return convert(object.toJSON())
    ancestors.add(object)
    const converted = typedArrayKind(object)
      ? Array.from(object as ArrayLike<number>, convert)
      : Array.isArray(object)
        ? object.map((member, index) => at(index, member ?? null))
        : Object.fromEntries(Object.entries(object).filter(isGiven).map(([name, member]) => [name, at(name, member)]))
    ancestors.delete(object)
    return converted
  }
  const convert = (member: unknown): unknown => {
    switch (typeof member) {
      case 'number':
        return Number.isFinite(member) ? member : nonFinite(member)
      case 'bigint':
        return Number.isSafeInteger(Number(member)) ? Number(member) : String(member)
      case 'object':
        return member === null || isInvalidDate(member) ? null : convertObject(member)
      case 'string':
      case 'boolean':
        return member
      default:
        return refuse(member, 'It can not be stored: what is stored is JSON, which has numbers, text, arrays and objects only.')
    }
  }
  return convert(value)
}

function isGiven([, member]: [string, unknown]): boolean {
  return member !== undefined
}

function isInvalidDate(value: object): boolean {
  return value instanceof Date && Number.isNaN(value.getTime())
}
