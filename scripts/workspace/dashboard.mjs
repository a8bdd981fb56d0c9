import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'
import { nodePath, toolPath } from './environment.mjs'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

const folder = join(root, 'packages', 'web')
const start = join(folder, 'dist', 'index.html')
const SOURCES = ['src', 'public', 'index.html', 'vite.config.mjs', 'package.json']

/** Builds the dashboard into `packages/web/dist` when any of its sources is newer than what is there. */
export async function buildDashboard({ force = false } = {}) {
  // a package without sources is passed over, as in the other builds
  if (!existsSync(join(folder, 'package.json')) || (!force && !isStale())) return
  const { code, output } = await runCommand(
    nodePath(),
    [toolPath('vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: folder,
    },
  )
  if (code !== 0) throw new Failure('The dashboard does not build.', 'Fix the lines above and run this again.', output)
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
