import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { listSinks, nodeFileSystem, resolveSettings } from '../../index.ts'
import { CommandError } from '../command-error.ts'
import { errorLine } from '../output/error-line.ts'
import { print, printJson, remark } from '../output/screen.ts'
import { checkFolder, type PlaceOptions } from '../runs/open-home.ts'

export interface InitCommandOptions extends PlaceOptions {
  project?: string
  mode?: 'local' | 'online' | 'offline' | 'disabled'
  url?: string
  sink?: string[]
  tag?: string[]
  json?: boolean
}

const ENDINGS = ['json', 'yaml', 'yml']
const LONGEST_PROJECT = 128

/** `seetrain init` */
export function init(options: InitCommandOptions): void {
  const folder = resolve(options.dir ?? '.')
  if (options.dir !== undefined) checkFolder(folder)
  const taken = ENDINGS.map(ending => join(folder, `seetrain.config.${ending}`)).find(file => existsSync(file))
  if (taken !== undefined) {
    throw new CommandError(
      'failure',
      `init: ${taken} is there already. Edit it, or see what holds with seetrain settings.`,
    )
  }
  const chosen = chosenSettings(folder, options)
  check(chosen, folder)
  const path = join(folder, 'seetrain.config.json')
  write(path, `${JSON.stringify(chosen, undefined, 2)}\n`)
  if (options.json) printJson({ path, settings: chosen })
  else print(`Wrote ${path} for the project "${chosen.project}". All settings and their values: seetrain settings`)
  if (wantsIgnoring(folder)) remark('Runs are kept in .seetrain: add a line .seetrain/ to .gitignore.')
}

/** The settings that people change most, so that the file shows where they stand. */
function chosenSettings(folder: string, { project, mode = 'local', url, sink = [], tag = [] }: InitCommandOptions) {
  const sinks = sink.flatMap(text => text.split(',')).filter(id => id !== '')
  return { project: project ?? projectName(folder), mode, ...(url !== undefined && { url }), sinks, tags: tag }
}

function projectName(folder: string): string {
  try {
    const { name } = Object(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))) as { name?: unknown }
    if (typeof name === 'string' && name !== '') return name.slice(0, LONGEST_PROJECT)
  } catch {
    // no package, or one that does not say its name
  }
  return basename(folder).slice(0, LONGEST_PROJECT) || 'default'
}

// what a run would refuse later is refused now
function check(chosen: ReturnType<typeof chosenSettings>, folder: string): void {
  const unknown = chosen.sinks.find(id => !listSinks().includes(id))
  if (unknown !== undefined) {
    throw new CommandError('usage', `sink: there is no "${unknown}". Known: ${listSinks().join(', ')}.`)
  }
  try {
    resolveSettings({ argument: chosen, workingFolder: folder, fileSystem: nodeFileSystem, environment: {} })
  } catch (error) {
    throw new CommandError('usage', errorLine(error))
  }
}

function write(path: string, text: string): void {
  try {
    // another may have written it meanwhile
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    throw new CommandError(
      'failure',
      `init: ${path} can not be written (${errorLine(error)}). Name another folder with --dir.`,
    )
  }
}

/** Whether the folder is in a repository that would take in the runs. */
function wantsIgnoring(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (mentionsRuns(join(at, '.gitignore'))) return false
    if (existsSync(join(at, '.git'))) return true
    if (dirname(at) === at) return false
  }
}

function mentionsRuns(path: string): boolean {
  return existsSync(path) && /^\/?(\*\*\/)?\.seetrain\b/m.test(readFileSync(path, 'utf8'))
}
