import { dirname } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { warnOnce } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { InvalidSettingError } from '../errors/invalid-setting-error.ts'
import { nearest } from '../integration/framework-id.ts'
import {
  isSettingName,
  PREFIX,
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type Setting,
  type SettingName,
} from './definitions.ts'
import { readSettingsFile } from './settings-files.ts'

/** A value as somebody wrote it. */
export interface Entry {
  readonly name: SettingName
  readonly value: unknown
  readonly origin: 'argument' | 'environment' | 'project file' | 'user file'
  /** Where it stands, for people: `init({ mode })`, a variable, a file's path. */
  readonly source: string
  /** What an error calls the value: `mode`, `settings.mode`. */
  readonly field: string
  /** Relative paths start here. */
  readonly folder: string
}

/** Takes the options of `init` that set a setting; what else `init` accepts is its own business. */
export function fromOptions(options: object, folder: string): Entry[] {
  const given = new Map<string, unknown>(Object.entries(options))
  return SETTING_NAMES.flatMap((name): Entry[] => {
    const { option }: Setting<unknown> = SETTINGS[name]
    const value = option === undefined ? undefined : given.get(option)
    if (option === undefined || value === undefined) return []
    return [{ name, value, origin: 'argument', source: `init({ ${option} })`, field: option, folder }]
  })
}

/** Takes `init`'s `settings`. A member that is `undefined` counts as absent. */
export function fromArgument(argument: object, folder: string): Entry[] {
  return Object.entries(argument).flatMap(([name, value]): Entry[] => {
    if (!isSettingName(name)) {
      throw new InvalidArgumentError('settings', { [name]: value }, remedyForUnknown(name))
    }
    if (value === undefined) return []
    return [
      { name, value, origin: 'argument', source: `init({ settings: { ${name} } })`, field: `settings.${name}`, folder },
    ]
  })
}

/** For the Python package and for `seetrain run`; no settings of a run. */
const OTHERS: ReadonlySet<string> = new Set(['SEETRAIN_HUB', 'SEETRAIN_WITHOUT'])

/** Takes the `SEETRAIN_*` variables. An empty one counts as absent; unknown ones may belong to others and are told once. */
export function fromEnvironment(environment: NodeJS.ProcessEnv, folder: string): Entry[] {
  const strangers = new Set(Object.keys(environment).filter(key => key.startsWith(PREFIX) && !OTHERS.has(key)))
  const entries = SETTING_NAMES.flatMap((name): Entry[] => {
    const variable = variableOf(name)
    strangers.delete(variable)
    const value = environment[variable]
    if (value === undefined || value.trim() === '') return []
    return [{ name, value, origin: 'environment', source: variable, field: name, folder }]
  })
  tellStrangers([...strangers])
  return entries
}

function tellStrangers(variables: string[]): void {
  if (variables.length === 0) return
  const told = variables.sort().map(variable => {
    // without the prefix, which would make any two variables look alike
    const meant = nearest(
      variable.slice(PREFIX.length),
      SETTING_NAMES.map(name => variableOf(name).slice(PREFIX.length)),
    )
    return meant === undefined ? variable : `${variable} (did you mean ${PREFIX}${meant}?)`
  })
  warnOnce(
    `settings: ${variables.join()}`,
    `environment: not a setting, so without effect: ${told.join(', ')}. docs/settings.md lists the variables.`,
  )
}

export function fromFile(file: string, origin: 'project file' | 'user file', fileSystem: FileSystem): Entry[] {
  return Object.entries(readSettingsFile(file, fileSystem)).map(([name, value]): Entry => {
    if (!isSettingName(name))
      throw new InvalidSettingError(file, `unknown setting ${JSON.stringify(name)}`, remedyForUnknown(name))
    return { name, value, origin, source: file, field: name, folder: dirname(file) }
  })
}

function remedyForUnknown(name: string): string {
  const meant = nearest(name, SETTING_NAMES)
  const question = meant === undefined ? '' : `Did you mean "${meant}"? `
  return `${question}The settings are ${SETTING_NAMES.join(', ')}.`
}
