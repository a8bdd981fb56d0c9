import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve, sep } from 'node:path'
import { CommandError } from '../command-error.ts'

const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** Throws, with the exit code that a shell has for it, when a program is not there or may not be run. */
export function checkProgram(name: string, environment: NodeJS.ProcessEnv): void {
  const places = name.includes(sep) ? [''] : (environment['PATH'] ?? '').split(delimiter)
  const files = places.map(place => resolve(place, name)).filter(isFile)
  if (files.some(isExecutable)) return
  if (files.length > 0)
    throw new CommandError(
      NOT_EXECUTABLE,
      `run: ${files[0]} is not executable. Name its interpreter before it, or: chmod +x`,
    )
  throw new CommandError(
    NOT_FOUND,
    `run: there is no program ${name}. Give the command as you would without seetrain run.`,
  )
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
