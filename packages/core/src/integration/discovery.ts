import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { IntegrationDefinition } from '../contracts/integration.ts'
import { warnOnce } from '../diag.ts'
import { errorText } from '../errors/error-text.ts'

type Manifest = Record<string, unknown>

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/**
 * Integrations that packages of the project bring: those named in the nearest package.json whose own package.json says
 * `"seetrain": { "integrations": ["./path.js"] }`. Each file exports one `IntegrationDefinition` or several, under any
 * names. A package that can not be read is told once and left out.
 */
export function discoverIntegrations(
  folder: string,
  check: (value: unknown) => IntegrationDefinition,
): IntegrationDefinition[] {
  const project = findUpward(folder, 'package.json')
  if (!project) return []
  return dependencies(project).flatMap(name => attempt(name, () => integrationsOf(name, project, check)) ?? [])
}

function dependencies(manifestPath: string): string[] {
  const manifest = attempt(manifestPath, () => readManifest(manifestPath)) ?? {}
  return [...new Set(DEPENDENCY_FIELDS.flatMap(field => Object.keys(objectAt(manifest, field))))].sort()
}

function integrationsOf(
  name: string,
  project: string,
  check: (value: unknown) => IntegrationDefinition,
): IntegrationDefinition[] {
  const path = findUpward(dirname(project), join('node_modules', name, 'package.json'))
  const files = path && objectAt(readManifest(path), 'seetrain')['integrations']
  if (!path || !Array.isArray(files)) return []
  return files.flatMap(file => attempt(`${name}/${file}`, () => load(dirname(path), String(file), check)) ?? [])
}

function load(
  packageFolder: string,
  file: string,
  check: (value: unknown) => IntegrationDefinition,
): IntegrationDefinition[] {
  const path = resolve(packageFolder, file)
  const inside = relative(packageFolder, path)
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new Error(`seetrain.integrations: "${file}" lies outside of the package`)
  const module = createRequire(path)(path) as object
  const definitions = Object.values(module).filter(looksLikeDefinition)
  if (definitions.length === 0) throw new Error(`seetrain.integrations: "${file}" exports no IntegrationDefinition`)
  return definitions.map(check)
}

function looksLikeDefinition(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'framework' in value && 'create' in value
}

function attempt<T>(what: string, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    warnOnce(`discovery.${what}`, `the integrations of ${what} were left out. ${errorText(error)}`)
    return undefined
  }
}

function findUpward(folder: string, name: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, name)
    if (existsSync(path)) return path
    if (dirname(at) === at) return undefined
  }
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest
}

function objectAt(manifest: Manifest, field: string): Manifest {
  const value = manifest[field]
  return typeof value === 'object' && value !== null ? (value as Manifest) : {}
}
