import { registerHooks } from 'node:module'
import { PROVIDERS } from './definitions.ts'
import { enableProvider } from './enable.ts'
import type { ProviderDefinition, SdkDefinition } from './provider-definition.ts'

/** What the last line of each SDK's entry calls, with its address and what it exports. */
const LOADED = Symbol.for('seetrain.autolog.loaded')

/**
 * Records the calls of each copy of an SDK from the moment that the program has loaded it, wherever it lies; a program pays
 * for no SDK that it does not use. `onTrouble` hears why a copy could not be listened to; the program gets it in any case.
 */
export function enableWhenLoaded(onTrouble: (error: unknown) => void): void {
  const entries = new Map<string, ProviderDefinition>()
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const provider = providerOf(specifier)
      if (provider) entries.set(resolved.url, provider)
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
      const provider = entries.get(url)
      if (provider) enableProvider(provider, provider.ambient ? {} : { module })
    } catch (error) {
      onTrouble(error)
    }
  }
  Object.defineProperty(globalThis, LOADED, { value: listen, configurable: true })
}

/** The first that names the package: Zhipu's calls through the OpenAI SDK are that SDK's. */
function providerOf(specifier: string): ProviderDefinition | undefined {
  return PROVIDERS.find(provider => sdksOf(provider).some(sdk => sdk.package === specifier))
}

function sdksOf(provider: ProviderDefinition): SdkDefinition[] {
  return [provider, ...(provider.others ?? [])]
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
