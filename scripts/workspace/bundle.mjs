import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

/**
 * Packages that are published as a few files instead of one per source: opening two hundred small files took longer
 * than everything else that an import does. Their declarations come from the compiler all the same.
 */
const BUNDLED = ['core', 'autolog']

/** Of these packages ours carries the part that it uses: the whole takes longer to load than everything of ours. */
const INLINED = ['valibot']

/** Writes the bundled packages; what would be written again as it is, is left alone. */
export async function bundle() {
  const folders = BUNDLED.map(name => join(root, 'packages', name)).filter(folder => exportedSources(folder).length > 0)
  if (folders.length === 0) return
  const esbuild = await import('esbuild')
  for (const folder of folders) replaceOutputs(join(folder, 'dist'), await bundlePackage(esbuild, folder))
}

export function removeBundles() {
  for (const name of BUNDLED) rmSync(join(root, 'packages', name, 'dist'), { recursive: true, force: true })
}

async function bundlePackage(esbuild, folder) {
  try {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: folder,
      entryPoints: [...exportedSources(folder), ...threadSources(folder)],
      outdir: 'dist',
      bundle: true,
      // what two entries share is one file: state and classes exist once
      splitting: true,
      entryNames: '[name]',
      chunkNames: '[name]-[hash]',
      packages: 'external',
      alias: Object.fromEntries(INLINED.map(name => [name, inlinedEntry(name)])),
      format: 'esm',
      platform: 'node',
      target: 'node22.18',
      sourcemap: 'linked',
      sourcesContent: false,
      write: false,
      logLevel: 'silent',
    })
    return [...outputFiles, ...licenses(folder, outputFiles)]
  } catch (error) {
    throw new Failure(
      `${basename(folder)} could not be bundled.`,
      'Fix the lines above and run this again.',
      error.message,
    )
  }
}

function inlinedEntry(name) {
  return fileURLToPath(import.meta.resolve(name))
}

/** The license of each package that a bundle carries parts of goes with it. */
function licenses(folder, outputFiles) {
  const maps = outputFiles.filter(({ path }) => path.endsWith('.map')).map(({ text }) => text)
  return INLINED.filter(name => maps.some(map => map.includes(`/node_modules/${name}/`))).map(name => {
    const file = join(root, 'node_modules', name, 'LICENSE.md')
    return { path: join(folder, 'dist', `${name}.LICENSE.md`), contents: readFileSync(file) }
  })
}

/** The source of each subpath that the package exports. */
function exportedSources(folder) {
  const manifest = join(folder, 'package.json')
  const { exports = {} } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
  return Object.values(exports)
    .map(target => target['@seetrain/source'])
    .filter(source => source !== undefined)
}

/** Threads are started from a file of their own, which lies beside the bundle as it lies beside its source. */
function threadSources(folder) {
  return readdirSync(join(folder, 'src'), { recursive: true })
    .filter(file => file.endsWith('-thread.ts'))
    .map(file => join('src', file))
}

function replaceOutputs(dist, outputs) {
  mkdirSync(dist, { recursive: true })
  for (const { path, contents } of outputs) if (!isSame(path, contents)) writeWhole(path, contents)
  const wanted = new Set(outputs.map(({ path }) => path))
  for (const file of readdirSync(dist, { recursive: true })) {
    const path = join(dist, file)
    if (/\.js(\.map)?$/.test(file) && !wanted.has(path)) rmSync(path)
  }
}

function isSame(path, contents) {
  return existsSync(path) && readFileSync(path).equals(contents)
}

// a program that starts meanwhile finds the old file or the new one
function writeWhole(path, contents) {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`)
  writeFileSync(beside, contents)
  renameSync(beside, path)
}
