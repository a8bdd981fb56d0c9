import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InvalidArgumentError, LazyModule, loadOptional } from '@seetrain/core'
import type { AutologOptions, ProviderDefinition } from '../contracts.ts'

/** What to listen to: one client, or the prototypes of every copy of the SDK. `require` and `import` load a copy each. */
export function sdkTargets(provider: ProviderDefinition, { module, client }: AutologOptions): object[] {
  if (client !== undefined) return [checkClient(client)]
  const modules = module === undefined ? installedCopies(provider) : [module]
  return [...new Set(modules.map(copy => ownerOfPost(prototypeOf(copy, provider), 'module')))]
}

export function isInstalled({ package: name }: ProviderDefinition): boolean {
  return new LazyModule(name, { purpose: 'autolog' }).version() !== undefined
}

/** The object on which `post` can be replaced for one client alone: the client itself. */
export function checkClient(client: unknown): object {
  if (typeof client === 'object' && client !== null) ownerOfPost(client, 'client')
  else throw new InvalidArgumentError('client', client, 'Pass a client, such as new OpenAI().')
  return client
}

function prototypeOf(module: unknown, { clientClass }: ProviderDefinition): unknown {
  const exported = Object(module) as { [name: string]: unknown }
  const known = exported[clientClass] ?? exported['default'] ?? module
  return typeof known === 'function' ? known.prototype : undefined
}

function ownerOfPost(from: unknown, field: string): object {
  for (let object = from; typeof object === 'object' && object !== null; object = Object.getPrototypeOf(object))
    if (Object.hasOwn(object, 'post')) return object
  throw new InvalidArgumentError(field, from, 'It has no client class with a method post. Pass the module of the SDK.')
}

function installedCopies(provider: ProviderDefinition): unknown[] {
  const required = loadOptional(provider.package, { purpose: `autolog of ${provider.framework}` })
  const imported = importedCopy(provider.package)
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
    if (manifest.name !== name) continue
    const entry = (manifest.exports as { '.'?: { import?: unknown; default?: unknown } } | undefined)?.['.']
    const target = firstText(entry?.import) ?? firstText(entry?.default)
    return target === undefined ? undefined : join(folder, target)
  }
  return undefined
}

/** Conditions may be nested: `import: { types, default }`. */
function firstText(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  const { node, default: other } = Object(target) as { node?: unknown; default?: unknown }
  return typeof node === 'string' ? node : typeof other === 'string' ? other : undefined
}
