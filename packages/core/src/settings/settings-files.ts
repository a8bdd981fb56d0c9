import { dirname, join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { errorText } from '../errors/error-text.ts'
import { InvalidSettingError } from '../errors/invalid-setting-error.ts'
import { loadYaml } from './load-yaml.ts'

const ENDINGS = ['.json', '.yaml', '.yml']

/**
 * The project's file: the nearest `seetrain.config.*` from the working folder upward. The search ends with the folder
 * that holds `.git`, so that a repository never picks up a stranger's file above it, or at the root of the file system.
 */
export function findProjectFile(workingFolder: string, fileSystem: FileSystem): string | undefined {
  let folder = workingFolder
  for (;;) {
    const file = theOneFile(folder, 'seetrain.config', fileSystem)
    if (file !== undefined) return file
    const above = dirname(folder)
    if (above === folder || exists(join(folder, '.git'), fileSystem)) return undefined
    folder = above
  }
}

/** The user's own file: `$XDG_CONFIG_HOME/seetrain/config.*`, else `~/.config/seetrain/config.*`. */
export function findUserFile(
  homeFolder: string,
  configHome: string | undefined,
  fileSystem: FileSystem,
): string | undefined {
  const folder = configHome?.startsWith('/') ? configHome : join(homeFolder, '.config')
  return theOneFile(join(folder, 'seetrain'), 'config', fileSystem)
}

function theOneFile(folder: string, name: string, fileSystem: FileSystem): string | undefined {
  const found = ENDINGS.map(ending => join(folder, name + ending)).filter(file => exists(file, fileSystem))
  if (found.length > 1) {
    throw new InvalidSettingError(
      folder,
      `holds ${found.map(file => file.slice(folder.length + 1)).join(' and ')}`,
      'Keep one of them, so that it is clear which one counts.',
    )
  }
  return found[0]
}

function exists(path: string, fileSystem: FileSystem): boolean {
  try {
    return fileSystem.stat(path) !== undefined
  } catch {
    return false // a folder that may not be searched holds nothing for us
  }
}

/** The members of a settings file. An empty file has none. */
export function readSettingsFile(file: string, fileSystem: FileSystem): Record<string, unknown> {
  const content = parse(file, readText(file, fileSystem))
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new InvalidSettingError(
      file,
      'does not hold settings',
      'Write an object, such as {"project": "mnist"} in JSON or "project: mnist" in YAML.',
    )
  }
  return content as Record<string, unknown>
}

function readText(file: string, fileSystem: FileSystem): string {
  try {
    return new TextDecoder().decode(fileSystem.readFile(file)) // drops a byte-order mark
  } catch (cause) {
    throw new InvalidSettingError(file, `can not be read (${errorText(cause)})`, 'Make it readable, or move it away.', {
      cause,
    })
  }
}

function parse(file: string, text: string): unknown {
  if (text.trim() === '') return undefined
  const format = file.endsWith('.json') ? 'JSON' : 'YAML'
  try {
    return format === 'JSON' ? JSON.parse(text) : loadYaml().parse(text)
  } catch (error) {
    // without the cause: both parsers quote the text around the mistake, which may hold a token
    throw new InvalidSettingError(file, `is not valid ${format} (${placeOf(error)})`, 'Correct it, or move it away.')
  }
}

function placeOf(error: unknown): string {
  return errorText(error)
    .replace(/, (?:\.\.\.)?".*/, '')
    .replace(/:$/, '')
}
