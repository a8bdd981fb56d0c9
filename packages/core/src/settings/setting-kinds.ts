import * as v from 'valibot'

/** A kind of value: how the documentation names it, what it accepts in words, and the schema that checks and reads it. */
export interface SettingKind<T> {
  readonly type: string
  /** Ends the error message: "Give …". */
  readonly accepts: string
  /** Built when first needed, which most are not. */
  schema(): v.GenericSchema<unknown, T>
  /** The value is a path, relative to where it was written. */
  readonly isPath?: true
}

/** What a user writes for a sink: its name, an object with its id and its options, or a sink itself. */
export type SinkSpec = string | { readonly id: string; readonly [option: string]: unknown } | { readonly id: string }

const LONGEST_TIMER = 2 ** 31 - 1

const FLAG_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
}
const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}
const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 60e3, min: 60e3, h: 3600e3 }

export const flag: SettingKind<boolean> = {
  type: 'boolean',
  accepts: 'true or false; as text also 1, 0, yes, no, on, off',
  schema: () =>
    v.union([
      v.boolean(),
      v.pipe(
        v.string(),
        v.trim(),
        v.toLowerCase(),
        v.check(word => Object.hasOwn(FLAG_WORDS, word)),
        v.transform(word => FLAG_WORDS[word] === true),
      ),
    ]),
}

export function size(least: number): SettingKind<number> {
  const accepts = `a whole number of bytes from ${least}, or text with a unit, such as 512KiB, 64MiB, 1.5GB`
  return { type: 'size', accepts, schema: () => quantity(SIZE_UNITS, least, Number.MAX_SAFE_INTEGER) }
}

export function duration(least: number): SettingKind<number> {
  const accepts = `a whole number of milliseconds from ${least} to ${LONGEST_TIMER}, or text with a unit, such as 500ms, 30s, 5m, 1h`
  return { type: 'duration', accepts, schema: () => quantity(DURATION_UNITS, least, LONGEST_TIMER) }
}

export function count(least: number, most: number): SettingKind<number> {
  return {
    type: 'number',
    accepts: `a whole number from ${least} to ${most}`,
    schema: () => quantity({}, least, most),
  }
}

/** A number as it is, or text with a number and an optional unit. */
function quantity(units: Readonly<Record<string, number>>, least: number, most: number) {
  const withUnit = v.pipe(
    v.string(),
    v.trim(),
    v.toLowerCase(),
    v.regex(/^\d+(?:\.\d+)?\s*[a-z]*$/),
    v.transform(text => {
      const unit = text.replace(/[\d.\s]/g, '')
      return Number.parseFloat(text) * (unit === '' ? 1 : (units[unit] ?? Number.NaN))
    }),
  )
  return v.pipe(v.union([v.number(), withUnit]), v.safeInteger(), v.minValue(least), v.maxValue(most))
}

export function choice<const T extends string>(...words: T[]): SettingKind<T> {
  return {
    type: words.join(' \\| '),
    accepts: `one of ${words.join(', ')}`,
    schema: () => v.pipe(v.string(), v.trim(), v.picklist(words)),
  }
}

export function text(longest: number): SettingKind<string> {
  return {
    type: 'text',
    accepts: `one line of text, 1 to ${longest} characters`,
    schema: () => line(longest),
  }
}

function line(longest: number) {
  return v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(longest), v.regex(/^\P{Cc}+$/u))
}

/** Becomes the name of a folder or a file, so it is narrower than text. */
export const id: SettingKind<string> = {
  type: 'id',
  accepts: 'letters, digits, ".", "_" and "-", up to 128, starting with a letter or a digit',
  schema: () => v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9][\w.-]{0,127}$/)),
}

export const path: SettingKind<string> = {
  type: 'path',
  accepts: 'the path of a folder; "~/" stands for your home folder',
  schema: () => v.pipe(v.string(), v.nonEmpty(), v.regex(/^[^\0]+$/)),
  isPath: true,
}

export const address: SettingKind<string> = {
  type: 'URL',
  accepts:
    'an address such as http://127.0.0.1:5000 or https://hub.example.org, without user name and password (a token is its own setting)',
  schema: () =>
    v.pipe(
      v.string(),
      v.trim(),
      v.check(isPlainAddress),
      v.transform(text => text.replace(/\/+$/, '')),
    ),
}

function isPlainAddress(candidate: string): boolean {
  if (!URL.canParse(candidate)) return false
  const url = new URL(candidate)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

export const names: SettingKind<readonly string[]> = {
  type: 'list',
  accepts: 'an array of one-line texts up to 128 characters, or one text with commas between them',
  schema: () =>
    v.pipe(
      v.union([v.array(v.string()), commaList()]),
      v.array(line(128)),
      v.transform(list => [...new Set(list)]),
    ),
}

export const sinkSpecs: SettingKind<readonly SinkSpec[]> = {
  type: 'list of sinks',
  accepts:
    "an array of sink names, or of objects with an id and the sink's options; or one text with names and commas between them",
  schema: () =>
    v.union([v.array(v.union([line(128), v.custom<SinkSpec>(hasId)])), v.pipe(commaList(), v.array(line(128)))]),
}

function commaList() {
  return v.pipe(
    v.string(),
    v.transform(list =>
      list
        .split(',')
        .map(name => name.trim())
        .filter(name => name !== ''),
    ),
  )
}

function hasId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && value.id !== ''
}
