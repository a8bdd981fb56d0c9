import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { typedArrayKind } from './numeric-array.ts'

const MAX_DEPTH = 100

type NonFinite = (value: number) => unknown

/**
 * A copy of a value that `JSON.stringify` writes without loss or surprise: typed arrays become arrays, dates ISO text,
 * bigints numbers where those are exact and else text. `nonFinite` decides what becomes of NaN and the infinities.
 * Functions, symbols and cycles are refused with the path where they were found.
 */
export function toJson(field: string, value: unknown, nonFinite: NonFinite): unknown {
  return new JsonCopy(field, nonFinite).copy(value)
}

class JsonCopy {
  readonly #field: string
  readonly #nonFinite: NonFinite
  readonly #path: (string | number)[] = []
  readonly #ancestors = new Set<object>()

  constructor(field: string, nonFinite: NonFinite) {
    this.#field = field
    this.#nonFinite = nonFinite
  }

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) ? value : this.#nonFinite(value)
      case 'bigint':
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
      case 'object':
        return value === null || isInvalidDate(value) ? null : this.#copyObject(value)
      case 'string':
      case 'boolean':
        return value
      default:
        return this.#refuse(
          value,
          'It can not be stored: what is stored is JSON, which has numbers, text, arrays and objects only.',
        )
    }
  }

  #copyObject(object: object): unknown {
    if (this.#ancestors.has(object)) this.#refuse(object, 'It contains itself; JSON can not.')
    if (this.#ancestors.size > MAX_DEPTH) this.#refuse(object, `It is nested more than ${MAX_DEPTH} levels deep.`)
    this.#ancestors.add(object)
    const copied = this.#copyMembers(object)
    this.#ancestors.delete(object)
    return copied
  }

  #copyMembers(object: object): unknown {
    if ('toJSON' in object && typeof object.toJSON === 'function') return this.copy(object.toJSON())
    if (typedArrayKind(object)) return Array.from(object as ArrayLike<number>, member => this.copy(member))
    if (Array.isArray(object)) return Array.from(object, (member, index) => this.#copyAt(index, member ?? null))
    const given = Object.entries(object).filter(([, member]) => member !== undefined)
    return Object.fromEntries(given.map(([name, member]) => [name, this.#copyAt(name, member)]))
  }

  #copyAt(step: string | number, member: unknown): unknown {
    this.#path.push(step)
    const copied = this.copy(member)
    this.#path.pop()
    return copied
  }

  #refuse(found: unknown, remedy: string): never {
    const steps = this.#path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
    throw new InvalidArgumentError(this.#field + steps, found, remedy)
  }
}

function isInvalidDate(value: object): boolean {
  return value instanceof Date && Number.isNaN(value.getTime())
}
