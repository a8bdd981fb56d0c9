import { ARTIFACT_TYPES, type Plain, type PlainObject, type RecordKind } from '../contracts/record.ts'
import type { SinkRoute } from '../contracts/sink.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'

/** Whether a route may keep a kind from a sink. */
const ROUTED: { readonly [kind in RecordKind]: boolean } = {
  open: false,
  edit: false,
  end: false,
  config: true,
  definition: true,
  metric: true,
  media: true,
  artifact: true,
  edge: true,
  span: true,
  console: true,
  system: true,
  environment: true,
  alert: true,
  dropped: true,
}

export const FRAME_KINDS: readonly RecordKind[] = kindsWhere(false)
const ROUTED_KINDS = kindsWhere(true)

/** Each says what is wrong with a value by naming what would do. */
const CHECKS: { readonly [name in keyof SinkRoute]-?: (value: Plain) => string | undefined } = {
  kinds: value =>
    isListOf(value, ROUTED_KINDS) ? undefined : `Pass a list of: ${ROUTED_KINDS.join(', ')}. The others always go.`,
  keys: value =>
    isPatterns(value)
      ? undefined
      : 'Pass a list of keys of metrics and media, such as ["loss", "val/*", "!val/debug"].',
  artifacts: value =>
    isListOf(value, ARTIFACT_TYPES) ? undefined : `Pass a list of types of artifacts: ${ARTIFACT_TYPES.join(', ')}.`,
  maxUploadBytes: value =>
    Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'Pass a whole number of bytes from 0.',
}

/** Takes the route out of what a user wrote for a sink. Throws `InvalidArgumentError` for a value that is none. */
export function routeOf(id: string, members: PlainObject): { route: SinkRoute | undefined; options: PlainObject } {
  const route: PlainObject = {}
  const options: PlainObject = {}
  for (const [name, value] of Object.entries(members)) {
    if (!Object.hasOwn(CHECKS, name)) {
      options[name] = value
      continue
    }
    const remedy = CHECKS[name as keyof SinkRoute](value)
    if (remedy !== undefined) throw new InvalidArgumentError(`sink ${id}, option "${name}"`, value, remedy)
    route[name] = value
  }
  return { route: Object.keys(route).length === 0 ? undefined : route, options }
}

function kindsWhere(routed: boolean): RecordKind[] {
  return (Object.keys(ROUTED) as RecordKind[]).filter(kind => ROUTED[kind] === routed)
}

function isListOf(value: Plain, words: readonly string[]): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(word => words.includes(word as string))
}

function isPatterns(value: Plain): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(word => typeof word === 'string' && /[^!]/.test(word))
}

/** Whether a key is asked for: by one of the patterns, when there are any that ask, and by none that keeps away. */
export function keyMatcher(patterns: readonly string[]): (key: string) => boolean {
  const kept = patterns.filter(pattern => pattern.startsWith('!')).map(pattern => expression(pattern.slice(1)))
  const asked = patterns.filter(pattern => !pattern.startsWith('!')).map(expression)
  return key =>
    (asked.length === 0 || asked.some(pattern => pattern.test(key))) && !kept.some(pattern => pattern.test(key))
}

function expression(pattern: string): RegExp {
  const parts = pattern.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}
