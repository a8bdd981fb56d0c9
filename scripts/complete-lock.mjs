// npm leaves packages of other platforms out of the lock file when it cannot ask for them, and then `npm ci` refuses the file.
// This writes the missing entries: `node scripts/complete-lock.mjs`, or `--check` to only name them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace/root.mjs'

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

const path = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8'))
const missing = missingEntries(lock.packages)

if (missing.length === 0) {
  console.log('package-lock.json names every optional package.')
} else if (process.argv.includes('--check')) {
  for (const [place, entry] of missing) console.log(`package-lock.json: ${place} ${entry.version} is missing`)
  console.log('Run: node scripts/complete-lock.mjs')
  process.exitCode = 1
} else {
  const all = Object.entries(lock.packages).concat(missing)
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`)
  console.log(`package-lock.json: added ${missing.length} packages of other platforms.`)
}

function missingEntries(packages) {
  const found = new Map()
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      // A range is npm's to resolve; platform packages name one version.
      if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version) || resolve(packages, parent, name)) continue
      found.set(`node_modules/${name}`, entryOf(name, version, dev))
    }
  }
  return [...found]
}

/** Finds a package as Node does: in the parent's own folder first, then upward. */
function resolve(packages, parent, name) {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[place]) return place
    if (folder === '') return undefined
  }
}

/** In npm's order of members; `os` and `cpu`, read from names such as `binding-linux-arm64-musl`, make npm skip it elsewhere. */
function entryOf(name, version, dev) {
  const words = name.split(/[/-]/)
  const os = words.filter(word => SYSTEMS.includes(word))
  const cpu = words.filter(word => PROCESSORS.includes(word))
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') && os.includes('linux') ? ['glibc'] : []
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}
