import { createRequire, registerHooks } from 'node:module'
import { AMBIENT_PACKAGES, SDK_PACKAGES } from './sdk-packages.ts'

type SdkPackage = keyof typeof SDK_PACKAGES

/** What the last line of each SDK's entry calls, with its address and what it exports. */
const LOADED = Symbol.for('seetrain.autolog.loaded')

/**
 * Records the calls of each copy of an SDK from the moment that the program has loaded it, wherever it lies; a program pays
 * for no SDK that it does not use, nor for us. `without` names frameworks that are left alone. `onTrouble` hears why a copy
 * could not be listened to; the program gets it in any case.
 */
export function enableWhenLoaded(without: readonly string[], onTrouble: (error: unknown) => void): void {
  if (without.includes('all')) return
  const packages = new Map(Object.entries(SDK_PACKAGES).filter(([, [framework]]) => !without.includes(framework)))
  const entries = new Map<string, SdkPackage>()
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      if (packages.has(specifier)) entries.set(resolved.url, specifier as SdkPackage)
      return resolved
    },
    load(url, context, next) {
      const loaded = next(url, context)
      if (!entries.has(url) || loaded.source === undefined || loaded.source === null) return loaded
      return { ...loaded, source: `${textOf(loaded.source)}\n${lastLine(url, loaded.format)}` }
    },
  })
  const listen = (url: string, module: unknown): void => {
    try {
      const name = entries.get(url)
      if (name !== undefined) enable(name, module)
    } catch (error) {
      onTrouble(error)
    }
  }
  Object.defineProperty(globalThis, LOADED, { value: listen, configurable: true })
}

function enable(name: SdkPackage, module: unknown): void {
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
