import nodeModule from 'node:module'
import { pathToFileURL } from 'node:url'
import { sdkOf, type SdkPackage } from './sdk-packages.ts'

/** Hears of a copy of an SDK: its package, and what its file exports. Never throws. */
export type SdkListener = (name: SdkPackage, module: object) => void

/** A file of an SDK that hands out its class. */
export interface SdkFile {
  name: SdkPackage
  file: string
}

interface Loads {
  readonly listeners: Set<SdkListener>
  /** What the listeners have heard of: some files come by more than one way. */
  readonly told: WeakSet<object>
  /** The files that were asked for, by their addresses. */
  readonly entries: Map<string, SdkPackage>
  /** What the last line of each SDK's entry calls, with its address and what it exports. */
  loaded?(url: string, module: object): void
  stop: (() => void)[]
}

/** Shared by all copies of this file: what compiles on the way makes one for `require` beside that of `import`. */
const LOADS = Symbol.for('seetrain.autolog.loads.1')
type ProcessWide = typeof globalThis & { [LOADS]?: Loads }
const loads: Loads = ((globalThis as ProcessWide)[LOADS] ??= {
  listeners: new Set(),
  told: new WeakSet(),
  entries: new Map(),
  stop: [],
})

/**
 * Calls `listener` with each copy of an SDK that the program loads from now on, wherever it lies, before whoever asked for
 * it goes on. Loads nothing itself. `files` are those that are known: an import that is under way may have asked for them
 * before. Returns what ends it; with the last listener, Node's loader is as it was.
 */
export function whenLoaded(listener: SdkListener, files: readonly SdkFile[] = []): () => void {
  const { listeners, stop, entries } = loads
  for (const { name, file } of files) entries.set(pathToFileURL(file).href, name)
  if (listeners.size === 0) stop.push(hearImports(), hearRequires())
  listeners.add(listener)
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return
    for (const end of stop.splice(0)) end()
  }
}

/**
 * Whether `whenLoaded` is sure to hear, and to disturb nobody. Below Jest nobody hears: it has a loader of its own. Node
 * before these versions breaks an `import` of CommonJS when hooks of both kinds are there, as those of tsx.
 */
export function hearsLoads(): boolean {
  if (loads.listeners.size > 0) return true
  if (!nodeModule.registerHooks) return false
  if (nodeModule.createRequire(import.meta.url).cache !== commonJs()[CACHE]) return false
  const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3)
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1)
  return major > 25
}

/** Where every `require` ends up, and what it has loaded, by the names that Node gives them. */
const [LOAD, CACHE] = ['_load', '_cache'] as const

interface CommonJs {
  [LOAD](this: unknown, request: string, ...rest: unknown[]): unknown
  [CACHE]: object
}

function commonJs(): CommonJs {
  return nodeModule.Module as unknown as CommonJs
}

/** Who begins to listen meanwhile hears of it, too. */
function tell(name: SdkPackage, module: object): void {
  if (loads.told.has(module)) return
  loads.told.add(module)
  for (const listener of loads.listeners) listener(name, module)
}

/** By a last line in the SDK's entry, which runs before whoever asked for it goes on. */
function hearImports(): () => void {
  const { entries } = loads
  const hooks = nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const name = sdkOf(specifier)
      if (name !== undefined) entries.set(resolved.url, name)
      return resolved
    },
    load(url, context, next) {
      const loaded = next(url, context)
      if (!entries.has(url) || loaded.source === undefined || loaded.source === null) return loaded
      return { ...loaded, source: `${textOf(loaded.source)}\n${lastLine(url, loaded.format)}` }
    },
  })
  loads.loaded = (url, module) => {
    const name = entries.get(url)
    if (name !== undefined) tell(name, module)
  }
  return () => {
    hooks.deregister()
    delete loads.loaded
  }
}

/** What compiles on the way, as tsx does, reads the files of `require` itself, and no hook sees them. */
function hearRequires(): () => void {
  const modules = commonJs()
  const load = modules[LOAD]
  let isLive = true
  const heard: CommonJs[typeof LOAD] = function (request, ...rest) {
    const module: unknown = Reflect.apply(load, this, [request, ...rest])
    const name = isLive ? sdkOf(request) : undefined
    if (name !== undefined && Object(module) === module) tell(name, module as object)
    return module
  }
  modules[LOAD] = heard
  return () => {
    isLive = false
    // what another library has put over it stays
    if (modules[LOAD] === heard) modules[LOAD] = load
  }
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source)
}

/** A module can import what it exports itself; its last line runs when all of it is there, and before whoever asked for it. */
function lastLine(url: string, format: string | null | undefined): string {
  const address = JSON.stringify(url)
  const call = `globalThis[Symbol.for('${Symbol.keyFor(LOADS)}')].loaded?.`
  return format === 'module'
    ? `import * as seetrainSees from ${address}; ${call}(${address}, seetrainSees)`
    : `;${call}(${address}, module.exports)`
}
