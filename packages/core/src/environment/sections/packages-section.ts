import { dirname, join } from 'node:path'
import type { PlainObject } from '../../contracts/record.ts'
import type { Section, SectionContext } from './section.ts'

const MOST_PACKAGES = 500
const KINDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'] as const

type Manifest = { [member: string]: unknown }

/** The versions that are installed of what the nearest `package.json` names. */
export const packagesSection: Section = async context => {
  const found = await findManifest(context)
  if (found === undefined) throw new Error(`there is no package.json in ${context.folder} or above`)
  const { folder, manifest } = found
  const wanted = Object.entries(
    Object.assign({}, ...KINDS.toReversed().map(kind => objectOf(manifest[kind]))) as Manifest,
  )
  const listed = wanted.slice(0, MOST_PACKAGES)
  const installed = await Promise.all(
    listed.map(
      async ([name, range]) =>
        [name, (await installedVersion(context, folder, name)) ?? `not installed (${String(range)})`] as const,
    ),
  )
  return {
    ...textMember(manifest, 'name'),
    ...textMember(manifest, 'version'),
    versions: Object.fromEntries(installed.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ...(wanted.length > listed.length && { notListed: wanted.length - listed.length }),
  }
}

async function findManifest({
  folder,
  readText,
}: SectionContext): Promise<{ folder: string; manifest: Manifest } | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = await readManifest(at, readText)
    if (manifest !== undefined) return { folder: at, manifest }
    if (dirname(at) === at) return undefined
  }
}

async function installedVersion({ readText }: SectionContext, from: string, name: string): Promise<string | undefined> {
  for (let at = from; ; at = dirname(at)) {
    const manifest = await readManifest(join(at, 'node_modules', name), readText)
    if (manifest !== undefined) return typeof manifest['version'] === 'string' ? manifest['version'] : 'unknown'
    if (dirname(at) === at) return undefined
  }
}

async function readManifest(folder: string, readText: SectionContext['readText']): Promise<Manifest | undefined> {
  const text = await readText(join(folder, 'package.json')).catch(() => undefined)
  return text === undefined ? undefined : objectOf(JSON.parse(text))
}

function objectOf(value: unknown): Manifest {
  return typeof value === 'object' && value !== null ? (value as Manifest) : {}
}

function textMember(manifest: Manifest, name: string): PlainObject {
  const value = manifest[name]
  return typeof value === 'string' ? { [name]: value } : {}
}
