import type { Loose } from '../../otlp/loose.ts'
import { exactNumber } from './exact-json.ts'
import { invalidParameter } from './mlflow-error.ts'

interface Kinds {
  text: string
  /** As a number or a text of digits, as JSON of protocol buffers has it. */
  integer: number
  /** As a number or a text, which may be `NaN` or `Infinity`. */
  double: number
  flag: boolean
  /** One of a set of words, or its number. */
  word: string
  list: unknown[]
  texts: string[]
  object: Loose
}
type Kind = keyof Kinds
/** Fields of a request by name; `!` marks those that must be there. */
export type FieldKinds = { readonly [name: string]: Kind | `${Kind}!` }
export type Fields<Wanted extends FieldKinds> = {
  [Name in keyof Wanted]: Wanted[Name] extends `${infer Base extends Kind}!`
    ? Kinds[Base]
    : Wanted[Name] extends Kind
      ? Kinds[Wanted[Name]] | undefined
      : never
}

/**
 * What a request gives: members of its body, or parameters of its address, each with all its values. `exact` has the
 * members with numbers as they were written.
 */
export type Given = { from: 'body'; members: Loose; exact?: () => Loose } | { from: 'query'; members: URLSearchParams }

const SEE_ALSO = ' See the API docs for more information about request parameters.'

/** The fields that a handler asks for; throws what MLflow says of one that is missing or of another kind. */
export function readFields<Wanted extends FieldKinds>(given: Given, wanted: Wanted): Fields<Wanted> {
  const fields: { [name: string]: unknown } = {}
  for (const [name, mark] of Object.entries(wanted)) {
    const isRequired = mark.endsWith('!')
    const kind = (isRequired ? mark.slice(0, -1) : mark) as Kind
    const value = valueOf(given, name, kind)
    if (isRequired && (value === undefined || value === ''))
      throw invalidParameter(`Missing value for required parameter '${name}'.${SEE_ALSO}`)
    const found = value === undefined ? undefined : CONVERSIONS[kind](value)
    if (value !== undefined && found === undefined) throw wrongKind(name, asWritten(given, name) ?? value)
    fields[name] = found
  }
  return fields as Fields<Wanted>
}

function valueOf(given: Given, name: string, kind: Kind): unknown {
  // earlier clients know runs by this name alone
  const other = name === 'run_id' ? 'run_uuid' : name
  if (given.from === 'body') return member(given.members, name) ?? member(given.members, other)
  const { members } = given
  if (kind === 'list' || kind === 'texts') return members.has(name) ? members.getAll(name) : undefined
  const text = members.get(name) || members.get(other) || undefined
  if (kind !== 'flag' || text === undefined) return text
  if (!/^(?:true|false)$/i.test(text))
    throw invalidParameter(`Invalid boolean value: ${text}, must be 'true' or 'false'.`)
  return text.toLowerCase() === 'true'
}

function member(members: Loose, name: string): unknown {
  return Object.hasOwn(members, name) ? (members[name] ?? undefined) : undefined
}

function asWritten(given: Given, name: string): unknown {
  return given.from === 'body' ? member(given.exact?.() ?? {}, name) : undefined
}

const CONVERSIONS: { readonly [K in Kind]: (value: unknown) => Kinds[K] | undefined } = {
  text: value => (typeof value === 'string' ? value : undefined),
  integer: asInteger,
  double: asDouble,
  flag: value => (typeof value === 'boolean' ? value : undefined),
  word: value => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined),
  list: value => (Array.isArray(value) ? value : undefined),
  texts: value => (Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined),
  object: value =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined,
}

export function asInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined
}

const WORDS: { readonly [word: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

export function asDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Object.hasOwn(WORDS, value) ? WORDS[value]! : Number(value)
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number
}

/** A double as MLflow's JSON has it. */
export function doubleToJson(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}

export function wrongKind(name: string, value: unknown): Error {
  const hint = ` Hint: Value was of type '${pythonType(value)}'.`
  return invalidParameter(`${invalidValue(name, value, hint)}${SEE_ALSO}`)
}

const LONGEST_SHOWN = 2000

export function invalidValue(name: string, value: unknown, message: string): string {
  return `Invalid value ${JSON.stringify(value).slice(0, LONGEST_SHOWN)} for parameter '${name}' supplied: ${message}`
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  const number = exactNumber(value)
  if (number !== undefined) return /^-?\d+$/.test(number) ? 'int' : 'float'
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict'
}
