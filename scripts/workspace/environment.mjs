import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './root.mjs'

const bin = join(root, 'node_modules', '.bin')
const NEEDS = [22, 18]

/** The Node that the workspace brings; where there is none for this platform, the one that runs this, when it is new enough. */
export function nodePath() {
  const brought = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(brought)) return brought
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NEEDS[0] || (major === NEEDS[0] && minor >= NEEDS[1])) return process.execPath
  throw new Error(
    `This needs Node ${NEEDS.join('.')} or newer and runs on ${process.versions.node}. Run npm ci, which brings one, or install a newer Node.`,
  )
}

/** The environment of a child: the workspace's own Node and tools come first on the path. */
export function childEnvironment(more = {}) {
  return { ...process.env, PATH: [bin, ...pathWithoutBin()].join(delimiter), ...more }
}

/** The environment npm itself runs in: never on the Node that it may be about to replace. */
export function npmEnvironment() {
  return { ...process.env, PATH: pathWithoutBin().join(delimiter) }
}

function pathWithoutBin() {
  return (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== bin)
}

/** Where a tool of the workspace lies, to be run by `nodePath()`. */
export function toolPath(...path) {
  return join(root, 'node_modules', ...path)
}
