import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A folder with the sources of an SDK, with what its tests need installed. */
export interface SdkSources {
  name: 'openai' | '@anthropic-ai/sdk'
  version: string
  folder: string
  /** The file that tests and examples get by the SDK's name. */
  entry: string
}

export function readSources(folder: string): SdkSources {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as SdkSources
  return { name, version, folder, entry: join(folder, 'src', 'index.ts') }
}

/** Where a tool lies that the sources have installed; undefined when they have not. */
export function toolOf({ folder }: SdkSources, specifier: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(specifier)
  } catch {
    return undefined
  }
}
