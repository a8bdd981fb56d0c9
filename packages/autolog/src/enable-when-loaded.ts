import { createRequire, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { PROVIDERS } from './definitions.ts'
import { enableProvider } from './enable.ts'
import type { ProviderDefinition, SdkDefinition } from './provider-definition.ts'

/**
 * Records the calls of each copy of an SDK from the moment that the program loads it, wherever it lies; a program pays for
 * no SDK that it does not use. `onTrouble` hears why a copy could not be listened to; the program gets it in any case.
 */
export function enableWhenLoaded(onTrouble: (error: unknown) => void): void {
  const seen = new Set<string>()
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const provider = providerOf(specifier)
      if (provider && !seen.has(resolved.url)) {
        seen.add(resolved.url)
        try {
          listenTo(provider, resolved.url)
        } catch (error) {
          onTrouble(error)
        }
      }
      return resolved
    },
  })
}

/** The first that names the package: Zhipu's calls through the OpenAI SDK are that SDK's. */
function providerOf(specifier: string): ProviderDefinition | undefined {
  return PROVIDERS.find(provider => sdksOf(provider).some(sdk => sdk.package === specifier))
}

function sdksOf(provider: ProviderDefinition): SdkDefinition[] {
  return [provider, ...(provider.others ?? [])]
}

function listenTo(provider: ProviderDefinition, url: string): void {
  if (provider.ambient) return void enableProvider(provider, {})
  // the very copy that is about to be loaded; whoever asked for it finds it loaded
  enableProvider(provider, { module: createRequire(url)(fileURLToPath(url)) })
}
