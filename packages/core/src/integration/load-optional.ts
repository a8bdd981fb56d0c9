import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { LRUCache } from 'lru-cache'
import { MissingPackageError } from '../errors/missing-package-error.ts'
import { PackageLoadError } from '../errors/package-load-error.ts'
import { processState } from '../process-state.ts'

export interface LoadOptions {
  /** What needs the package; begins the message when it is absent: `The tfjs integration`. */
  purpose: string
  /** Folder to look from first. Default: the working folder. */
  from?: string
  /** The module itself, when the user has imported it already; then nothing is loaded. */
  module?: unknown
}

interface Loaded {
  module: unknown
  path: string
}

const MOST_MODULES = 200
const ourRequire = createRequire(import.meta.url)

/** An optional package that is loaded when it is first needed, and once. `M` is the type of its module. */
export class LazyModule<M = unknown> {
  readonly name: string
  readonly #options: LoadOptions
  #module: M | undefined

  constructor(name: string, options: LoadOptions) {
    this.name = name
    this.#options = options
    this.#module = options.module as M | undefined
  }

  get loaded(): boolean {
    return this.#module !== undefined
  }

  /** Throws `MissingPackageError` when it is not installed and `PackageLoadError` when it does not load. */
  load(): M {
    this.#module ??= loadOptional<M>(this.name, this.#options)
    return this.#module
  }

  /** The installed version; undefined when there is none to be found. */
  version(): string | undefined {
    const path = locate(this.name, this.#options.from)
    return path === undefined ? undefined : versionOf(this.name, path)
  }
}

/** Loads an optional package: from the user's folder, else from ours. One copy per name and folder is kept. */
export function loadOptional<M = unknown>(name: string, options: LoadOptions): M {
  if (options.module !== undefined) return options.module as M
  const key = `${options.from ?? process.cwd()}\0${name}`
  let loaded = cache().get(key)
  if (!loaded) cache().set(key, (loaded = loadNow(name, options)))
  return loaded.module as M
}

function loadNow(name: string, { purpose, from }: LoadOptions): Loaded {
  let found = false
  let cause: unknown
  for (const require of requires(from)) {
    try {
      const path = require.resolve(name)
      found = true
      return { module: require(path), path }
    } catch (error) {
      cause ??= error
      if (found || !isNotFound(error)) throw new PackageLoadError(name, purpose, { cause: error })
    }
  }
  throw new MissingPackageError(name, purpose, { cause })
}

function locate(name: string, from: string | undefined): string | undefined {
  for (const require of requires(from)) {
    try {
      return require.resolve(name)
    } catch {
      // the next folder may have it
    }
  }
  return undefined
}

function versionOf(name: string, path: string): string | undefined {
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    const manifestPath = join(folder, 'package.json')
    if (!existsSync(manifestPath)) continue
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { name?: string; version?: string }
    if (manifest.name === name) return manifest.version
  }
  return undefined
}

function requires(from: string | undefined): NodeJS.Require[] {
  return [createRequire(join(from ?? process.cwd(), 'seetrain.js')), ourRequire]
}

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'MODULE_NOT_FOUND'
}

function cache(): LRUCache<string, Loaded> {
  return processState('optional-modules', () => {
    const { LRUCache } = ourRequire('lru-cache') as typeof import('lru-cache')
    return new LRUCache<string, Loaded>({ max: MOST_MODULES })
  })
}
