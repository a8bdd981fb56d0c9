import { createRequire } from 'node:module'
import { whenLoaded } from './sdk-loads.ts'
import { SDK_PACKAGES } from './sdk-packages.ts'

/**
 * Records the calls of each SDK from the moment that the program has loaded the first copy of it; a program pays for no SDK
 * that it does not use, nor for us. `without` names frameworks that are left alone. `onTrouble` hears why one could not be
 * listened to; the program gets it in any case.
 */
export function enableWhenLoaded(without: readonly string[], onTrouble: (error: unknown) => void): void {
  if (without.includes('all')) return
  const known = new Set<string>(without)
  whenLoaded(name => {
    const [framework, enableSdk] = SDK_PACKAGES[name]
    if (known.has(framework)) return
    known.add(framework)
    try {
      // read now that it is needed, and at once: the SDK's own code comes next. What is enabled hears of this copy itself
      const autolog = createRequire(import.meta.url)('@seetrain/autolog') as typeof import('./index.ts')
      autolog[enableSdk]()
    } catch (error) {
      onTrouble(error)
    }
  })
}
