import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InvalidArgumentError, loadOptional, type PatchBook } from '@seetrain/core'
import type { CallListener } from '../call/call.ts'
import type { AutologOptions } from '../contracts.ts'
import type { ProviderDefinition, SdkDefinition } from '../provider-definition.ts'
import { patchClient } from './client-patch.ts'
import { ownerOf } from './owner-of.ts'

/** One object to listen to, and how. */
export interface SdkTarget {
  target: object
  listen: (patches: PatchBook, target: object, listener: CallListener) => void
}

/** What to listen to: one client, or the classes of every copy of the SDKs. `require` and `import` load a copy each. */
export function sdkTargets(provider: ProviderDefinition, { module, client }: AutologOptions): SdkTarget[] {
  const sdks = [provider, ...(provider.others ?? [])]
  const given = client ?? module
  if (given === undefined) {
    const installed = sdks.filter(isInstalled)
    // with none installed, loading the first says so
    return (installed.length > 0 ? installed : [provider]).flatMap(sdk => targetsIn(sdk, sourcesOf(sdk)))
  }
  const found = sdks.map(sdk => targetsIn(sdk, [given])).find(targets => targets.length > 0)
  const field = client === undefined ? 'module' : 'client'
  if (!found)
    throw new InvalidArgumentError(
      field,
      given,
      `Pass a ${field} of one of: ${sdks.map(sdk => sdk.package).join(', ')}.`,
    )
  // what lies in other files of the package, its main file does not lead to
  const beside = client === undefined ? sdks.filter(sdk => sdk.load !== undefined) : []
  return [...found, ...beside.flatMap(sdk => targetsIn(sdk, sourcesOf(sdk)))]
}

function sourcesOf(sdk: SdkDefinition): unknown[] {
  return sdk.ambient ? [globalThis] : (sdk.load?.() ?? installedCopies(sdk))
}

/** Whether a client is one that only this provider's SDKs make. Many have a `post`, which tells nothing. */
export function isClientOf(provider: ProviderDefinition, client: object): boolean {
  return [provider, ...(provider.others ?? [])].some(sdk => sdk.find && targetsIn(sdk, [client]).length > 0)
}

/** Whether it can be found from the program's folder or from here. Some packages do not even say their version. */
export function isInstalled({ package: name }: SdkDefinition): boolean {
  return [join(process.cwd(), 'seetrain.js'), import.meta.url].some(from => {
    try {
      return createRequire(from).resolve(name) !== ''
    } catch {
      return false
    }
  })
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
  const required = loadOptional(sdk.package, { purpose: `autolog of ${sdk.clientClass}` })
  const imported = importedCopy(sdk.package)
  return imported === undefined ? [required] : [required, imported]
}

/** The copy that `import` gives, loaded without waiting, as Node allows for modules without top-level await. */
function importedCopy(name: string): unknown {
  try {
    const require = createRequire(join(process.cwd(), 'seetrain.js'))
    const file = importTarget(name, require.resolve(name))
    return file === undefined ? undefined : require(file)
  } catch {
    // the copy of `require` is the only one that can be reached
    return undefined
  }
}

function importTarget(name: string, required: string): string | undefined {
  for (let folder = dirname(required); dirname(folder) !== folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (!existsSync(path)) continue
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { exports?: unknown; name?: string }
    if (manifest.name !== name && !folder.endsWith(join('node_modules', name))) continue
    const target = importOf((manifest.exports as { '.'?: unknown } | undefined)?.['.'] ?? manifest.exports)
    // some have a second package.json further down, which exports nothing
    if (target !== undefined) return join(folder, target)
  }
  return undefined
}

/** What an entry of `exports` gives to `import`. Conditions may be nested: `node: { import: { types, default } }`. */
function importOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry
  const conditions = Object(entry) as { [condition: string]: unknown }
  for (const condition of ['node', 'import', 'default']) {
    const target = conditions[condition] === undefined ? undefined : importOf(conditions[condition])
    if (target !== undefined) return target
  }
  return undefined
}
