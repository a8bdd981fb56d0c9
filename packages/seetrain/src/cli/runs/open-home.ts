import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nodeFileSystem, resolveSettings, type Settings } from '@seetrain/core'
import { CommandError } from '../command-error.ts'

const HOME_NAME = '.seetrain'

/** Options that every command takes. */
export interface PlaceOptions {
  dir?: string
}

/** The settings that hold here, and the folder `.seetrain` that they lead to. It need not exist. */
export interface Place {
  settings: Settings
  home: string
}

/** Throws when the folder that was named is none. */
export function openHome({ dir }: PlaceOptions): Place {
  if (dir !== undefined) checkFolder(dir)
  const options = dir === undefined ? {} : { dir: outerFolder(dir) }
  const { settings } = resolveSettings({ options, fileSystem: nodeFileSystem })
  return { settings, home: homeIn(settings.dir) }
}

export function homeIn(folder: string): string {
  return join(outerFolder(folder), HOME_NAME)
}

// who names the folder `.seetrain` itself means it, unless it holds another
function outerFolder(folder: string): string {
  const path = resolve(folder)
  return basename(path) === HOME_NAME && !existsSync(join(path, HOME_NAME)) ? dirname(path) : path
}

/** Throws when there is no such folder. */
export function checkFolder(dir: string): void {
  const stat = statSync(dir, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return
  const what = stat === undefined ? 'does not exist' : 'is no folder'
  throw new CommandError(
    'failure',
    `dir: ${dir} ${what}. Name the folder that holds .seetrain, with --dir or SEETRAIN_DIR.`,
  )
}
