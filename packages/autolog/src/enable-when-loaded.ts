import { createRequire, Module, registerHooks } from 'node:module'
import { AMBIENT_PACKAGES, SDK_PACKAGES, sdkOf, type SdkPackage } from './sdk-packages.ts'

/** What the last line of each SDK's entry calls, with its address and what it exports. */
const LOADED = Symbol.for('seetrain.autolog.loaded')

/**
 * Records the calls of each copy of an SDK from the moment that the program has loaded it, wherever it lies; a program pays
 * for no SDK that it does not use, nor for us. `without` names frameworks that are left alone. `onTrouble` hears why a copy
 * could not be listened to; the program gets it in any case.
 */
export function enableWhenLoaded(without: readonly string[], onTrouble: (error: unknown) => void): void {
  if (without.includes('all')) return
  const listened = new WeakSet<object>()
  const listen = (name: SdkPackage, module: object): void => {
    if (without.includes(SDK_PACKAGES[name][0]) || listened.has(module)) return
    listened.add(module)
    try {
      enable(name, module)
    } catch (error) {
      onTrouble(error)
    }
  }
  hearImports(listen)
  hearRequires(listen)
}

type Listen = (name: SdkPackage, module: object) => void

/** By a last line in the SDK's entry, which runs before whoever asked for it goes on. */
function hearImports(listen: Listen): void {
  const entries = new Map<string, SdkPackage>()
  registerHooks({
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
  const loaded = (url: string, module: object): void => {
    const name = entries.get(url)
    if (name !== undefined) listen(name, module)
  }
  Object.defineProperty(globalThis, LOADED, { value: loaded, configurable: true })
}

/** Where every `require` ends up. */
const LOAD = '_load'

interface CommonJs {
  [LOAD](this: unknown, request: string, ...rest: unknown[]): unknown
}

/** What compiles on the way, as tsx does, reads the files of `require` itself, and no hook sees them. */
function hearRequires(listen: Listen): void {
  const modules = Module as unknown as CommonJs
  const load = modules[LOAD]
  modules[LOAD] = function (request, ...rest) {
    const module: unknown = Reflect.apply(load, this, [request, ...rest])
    const name = sdkOf(request)
    if (name !== undefined && Object(module) === module) listen(name, module as object)
    return module
  }
}

function enable(name: SdkPackage, module: object): void {
  const [, enableSdk] = SDK_PACKAGES[name]
  // read now that it is needed, and at once: the SDK's own code comes next
  const autolog = createRequire(import.meta.url)('@seetrain/autolog') as typeof import('./index.ts')
  autolog[enableSdk](AMBIENT_PACKAGES.has(name) ? {} : { module })
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source)
}

/** A module can import what it exports itself; its last line runs when all of it is there, and before whoever asked for it. */
function lastLine(url: string, format: string | null | undefined): string {
  const address = JSON.stringify(url)
  const call = `globalThis[Symbol.for('seetrain.autolog.loaded')]?.`
  return format === 'module'
    ? `import * as seetrainSees from ${address}; ${call}(${address}, seetrainSees)`
    : `;${call}(${address}, module.exports)`
}
