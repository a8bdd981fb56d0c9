import type { Plain, PlainObject } from '../contracts/record.ts'
import { maskArguments, maskSecrets, maskVariable } from './mask-secrets.ts'
import { cleanRemote } from './sections/git-remote.ts'

/**
 * The environment of another process, as it came from there, with its secrets masked: what the sections of this process
 * leave out themselves.
 */
export function maskEnvironment(sections: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(sections).map(([name, section]) => [name, maskMember(name, section)]))
}

function maskMember(name: string, value: Plain): Plain {
  if (typeof value === 'string') return name === 'remote' ? cleanRemote(value) : maskVariable(name, value)
  if (Array.isArray(value)) return maskList(value)
  return isObject(value) ? maskEnvironment(value) : value
}

// in a command line a word may say that the next one is secret
function maskList(values: readonly Plain[]): Plain[] {
  if (values.every(value => typeof value === 'string')) return maskArguments(values)
  return values.map(value => (typeof value === 'string' ? maskSecrets(value) : maskMember('', value)))
}

function isObject(value: Plain): value is PlainObject {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
}
