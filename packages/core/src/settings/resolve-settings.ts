import { homedir } from 'node:os'
import { resolve } from 'node:path'
import * as valibot from 'valibot'
import type { FileSystem } from '../contracts/ports.ts'
import { warnOnce } from '../diag.ts'
import { describe } from '../errors/describe.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { InvalidSettingError } from '../errors/invalid-setting-error.ts'
import { SETTING_NAMES, SETTINGS, type Setting, type SettingName, type Settings } from './definitions.ts'
import { fromArgument, fromEnvironment, fromFile, fromOptions, type Entry } from './read-entries.ts'
import { findProjectFile, findUserFile } from './settings-files.ts'

export interface SettingsInput {
  /** The options of `init`: those that set a setting are taken, the others left alone. They go before `argument`. */
  options?: object
  /** `init`'s `settings`: every member must be a setting. */
  argument?: object
  /** Default: this process's. */
  environment?: NodeJS.ProcessEnv
  workingFolder?: string
  homeFolder?: string
  fileSystem: FileSystem
}

export interface ResolvedSettings {
  readonly settings: Settings
  /** Where each value stands: `default`, a variable, the path of a file, `init({ mode })`. */
  readonly sources: Readonly<Record<SettingName, string>>
}

/** Brings the settings together. The first that names one wins: arguments, environment, project file, user file, default. */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const { environment = process.env, workingFolder = process.cwd(), homeFolder = homedir(), fileSystem } = input
  const projectFile = findProjectFile(workingFolder, fileSystem)
  const userFile = findUserFile(homeFolder, environment['XDG_CONFIG_HOME'], fileSystem)
  const entries = [
    ...fromOptions(input.options ?? {}, workingFolder),
    ...fromArgument(input.argument ?? {}, workingFolder),
    ...fromEnvironment(environment, workingFolder),
    ...(projectFile === undefined ? [] : fromFile(projectFile, 'project file', fileSystem)),
    ...(userFile === undefined ? [] : fromFile(userFile, 'user file', fileSystem)),
  ]
  // what a stronger source overrides is checked too: the mistake would only wait for its day
  const checked = entries.map(entry => ({ ...entry, value: read(entry, homeFolder) }))
  const winners = new Map<SettingName, Entry>()
  for (const entry of checked) if (!winners.has(entry.name)) winners.set(entry.name, entry)
  withholdToken(winners, checked)
  return assemble(winners, workingFolder)
}

const schemas = new Map<SettingName, valibot.GenericSchema>()

/** The value behind what was written; throws the error that names where it stands. */
function read(entry: Entry, homeFolder: string): unknown {
  const { kind }: Setting<unknown> = SETTINGS[entry.name]
  let schema = schemas.get(entry.name)
  if (schema === undefined) schemas.set(entry.name, (schema = kind.schema()))
  const result = valibot.safeParse(schema, entry.value)
  if (!result.success) throw refusal(entry)
  if (!kind.isPath) return result.output
  return resolve(entry.folder, String(result.output).replace(/^~(?=\/|$)/, homeFolder))
}

function refusal({ name, value, origin, source, field }: Entry): Error {
  const { kind, secret }: Setting<unknown> = SETTINGS[name]
  const remedy = `Give ${kind.accepts}.`
  const shown = secret ? '(hidden)' : hidePassword(value)
  if (origin === 'argument') return new InvalidArgumentError(field, shown, remedy)
  return new InvalidSettingError(
    source,
    origin === 'environment' ? `got ${describe(shown)}` : `${field}: got ${describe(shown)}`,
    remedy,
  )
}

function hidePassword(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\/\/[^/\s]*@/, '//…@') : value
}

/** A token in the user's own file belongs to the hub named there: a project's file must not send it elsewhere. */
function withholdToken(winners: Map<SettingName, Entry>, all: readonly Entry[]): void {
  const token = winners.get('token')
  const url = winners.get('url')
  if (token?.origin !== 'user file' || url?.origin !== 'project file') return
  const own = all.find(entry => entry.name === 'url' && entry.origin === 'user file')
  if (own?.value === url.value) return
  winners.delete('token')
  warnOnce(
    `settings: token for ${String(url.value)}`,
    `token: the one in ${token.source} is not sent to ${String(url.value)}, which only ${url.source} names. Write this url beside the token, or set SEETRAIN_TOKEN.`,
  )
}

function assemble(winners: ReadonlyMap<SettingName, Entry>, workingFolder: string): ResolvedSettings {
  const settings: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  for (const name of SETTING_NAMES) {
    const winner = winners.get(name)
    const { kind, fallback }: Setting<unknown> = SETTINGS[name]
    settings[name] = winner ? winner.value : kind.isPath ? resolve(workingFolder, String(fallback)) : fallback
    sources[name] = winner?.source ?? 'default'
  }
  // each member was read by the schema that its type comes from
  return { settings: Object.freeze(settings) as Settings, sources: sources as Record<SettingName, string> }
}
