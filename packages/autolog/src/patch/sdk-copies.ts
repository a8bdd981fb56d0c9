import { createRequire } from 'node:module'
import { join } from 'node:path'
import { InvalidArgumentError, loadOptional, type PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { AutologOptions } from '../contracts.ts'
import type { ProviderDefinition, SdkDefinition } from '../provider-definition.ts'
import { hearsLoads, whenLoaded, type SdkListener } from '../sdk-loads.ts'
import { patchClient } from './client-patch.ts'
import { takeLoaded } from './loaded-module.ts'
import { ownerOf } from './owner-of.ts'
import { packageOf, requiredFiles } from './sdk-files.ts'

/** One object to listen to, and how. */
export interface SdkTarget {
  target: object
  listen: (patches: PatchBook, target: object, listener: CallListener) => void
}

type Take = (targets: SdkTarget[]) => void

/** The client or the module that was passed, as targets. Throws when no SDK of this provider has made it. */
export function givenTargets(
  provider: ProviderDefinition,
  { module, client }: AutologOptions,
): SdkTarget[] | undefined {
  const given = client ?? module
  if (given === undefined) return undefined
  const sdks = sdksOf(provider)
  const found = sdks.map(sdk => targetsIn(sdk, [given])).find(targets => targets.length > 0)
  if (found) return found
  const field = client === undefined ? 'module' : 'client'
  const packages = sdks.map(sdk => sdk.package).join(', ')
  throw new InvalidArgumentError(field, given, `Pass a ${field} of one of: ${packages}.`)
}

/**
 * Hands over what to listen to of the SDKs that are looked for: of the copies that the program has loaded at once, of
 * others when it loads them. `require` and `import` load a copy each. Returns what ends it.
 */
export function eachTarget(provider: ProviderDefinition, { module, client }: AutologOptions, take: Take): () => void {
  const sdks = client === undefined ? sdksOf(provider) : []
  // what lies in other files of the package, the main file does not lead to
  const sought = module === undefined ? sdks.filter(isInstalled) : sdks.filter(sdk => sdk.load !== undefined)
  // with none installed, loading the first says so
  if (sought.length === 0 && module === undefined && client === undefined) requireCopy(provider)
  if (sought.length > 0 && hearsLoads()) return followLoads(sought, take)
  take(sought.flatMap(sdk => targetsIn(sdk, sourcesOf(sdk))))
  return () => {}
}

function followLoads(sdks: readonly SdkDefinition[], take: Take): () => void {
  const seen = new WeakSet<object>()
  const hear: SdkListener = (name, module) => {
    if (seen.has(module)) return
    seen.add(module)
    take(sdks.filter(sdk => sdk.package === name).flatMap(sdk => targetsIn(sdk, [module])))
  }
  const files = sdks.flatMap(sdk => (sdk.ambient ? [] : filesOf(sdk).map(file => ({ name: sdk.package, file }))))
  const stop = whenLoaded(hear, files)
  try {
    take(sdks.filter(sdk => sdk.ambient).flatMap(sdk => targetsIn(sdk, [globalThis])))
    for (const { name, file } of files) takeLoaded(file, module => hear(name, module))
  } catch (error) {
    stop()
    throw error
  }
  return stop
}

/** Every file that hands out the class, of each copy that is found. */
function filesOf({ package: name, files = [] }: SdkDefinition): string[] {
  return requiredFiles(name).flatMap(required => {
    const { folder, imported } = packageOf(name, required) ?? {}
    const further = folder === undefined ? [] : files.map(file => join(folder, file))
    return [...new Set([required, imported ?? required, ...further])]
  })
}

function sdksOf(provider: ProviderDefinition): SdkDefinition[] {
  return [provider, ...(provider.others ?? [])]
}

function sourcesOf(sdk: SdkDefinition): unknown[] {
  return sdk.ambient ? [globalThis] : (sdk.load?.() ?? installedCopies(sdk))
}

/** Whether a client is one that only this provider's SDKs make. Many have a `post`, which tells nothing. */
export function isClientOf(provider: ProviderDefinition, client: object): boolean {
  return sdksOf(provider).some(sdk => sdk.find && targetsIn(sdk, [client]).length > 0)
}

export function isInstalled(sdk: SdkDefinition): boolean {
  return requiredFiles(sdk.package).length > 0
}

function targetsIn(sdk: SdkDefinition, sources: unknown[]): SdkTarget[] {
  const find = sdk.find ?? (source => ownersOfPost(source, sdk))
  const targets = sources.flatMap(source => (Object(source) === source ? find(source as object) : []))
  return [...new Set(targets)].map(target => ({ target, listen: sdk.listen ?? patchClient }))
}

/** Of a module, the prototype that owns the `post` of all its clients; a client that has one is listened to itself. */
function ownersOfPost(source: object, { clientClass }: SdkDefinition): object[] {
  const exported = source as { [name: string]: unknown }
  const known = exported[clientClass] ?? exported['default'] ?? source
  if (typeof known !== 'function') return ownerOf('post', source) === undefined ? [] : [source]
  const owner = ownerOf('post', known.prototype)
  return owner === undefined ? [] : [owner]
}

function installedCopies(sdk: SdkDefinition): unknown[] {
  const imported = importedCopy(sdk.package)
  return imported === undefined ? [requireCopy(sdk)] : [requireCopy(sdk), imported]
}

function requireCopy(sdk: SdkDefinition): unknown {
  return loadOptional(sdk.package, { purpose: `autolog of ${sdk.clientClass}` })
}

/** The copy that `import` gives, loaded without waiting, as Node allows for modules without top-level await. */
function importedCopy(name: string): unknown {
  try {
    const [required] = requiredFiles(name)
    const file = packageOf(name, required!)?.imported
    return file === undefined ? undefined : createRequire(import.meta.url)(file)
  } catch {
    // the copy of `require` is the only one that can be reached
    return undefined
  }
}
