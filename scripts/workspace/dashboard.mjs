import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'
import { childEnvironment, nodePath, toolPath } from './environment.mjs'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

const folder = join(root, 'packages', 'web')
const start = join(folder, 'dist', 'index.html')
const SOURCES = ['src', 'public', 'index.html', 'vite.config.mjs', 'package.json']

/**
 * Builds the dashboard into `packages/web/dist` when any of its sources is newer than what is there. It is built beside
 * that and put in place in one step: several tests may ask for it at once, and a hub may be serving it.
 */
export async function buildDashboard({ force = false } = {}) {
  // a package without sources is passed over, as in the other builds
  if (!existsSync(join(folder, 'package.json')) || (!force && !isStale())) return
  const built = join(folder, 'node_modules', `.dashboard-${process.pid}`)
  try {
    await bundleInto(built)
    if (force || isStale()) putInPlace(built)
  } finally {
    rmSync(built, { recursive: true, force: true })
  }
}

async function bundleInto(built) {
  const { code, output } = await runCommand(
    nodePath(),
    [toolPath('vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn', '--outDir', built, '--emptyOutDir'],
    {
      cwd: folder,
      // what is shipped never depends on who builds it: tests set another one
      env: childEnvironment({ NODE_ENV: 'production' }),
    },
  )
  if (code !== 0) throw new Failure('The dashboard does not build.', 'Fix the lines above and run this again.', output)
}

function putInPlace(built) {
  const old = `${built}-old`
  const dist = join(folder, 'dist')
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(built, dist)
  rmSync(old, { recursive: true, force: true })
}

export function removeDashboard() {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
}

function isStale() {
  if (!existsSync(start)) return true
  const built = statSync(start).mtimeMs
  return SOURCES.some(name => newest(join(folder, name)) > built)
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))))
}
