import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'
import { showProgress } from './progress.mjs'
import { root } from './root.mjs'

const manifests = join(root, 'test', 'frameworks', 'peers')
const ENDING = '.json'

/** Those that are complete when npm is done; the others have an addon to be compiled, by a script of their own. */
const COMPLETE = ['onnx']

/**
 * JavaScript frameworks that are too large for everybody's `node_modules`: each file of `test/frameworks/peers` is the
 * package.json of a folder of its own. No install script of theirs is run.
 */
export function npmPeerNames() {
  return COMPLETE
}

/** What cannot be installed is told and left out; the tests that need it are then skipped. */
export async function ensureNpmPeers(names) {
  for (const name of names) {
    try {
      await installNpmPeer(name)
    } catch (error) {
      console.error(`The tests beside ${name} are skipped, since it could not be installed: ${error.message}`)
    }
  }
}

export function npmPeerFolder(name) {
  return join(root, '.cache', 'peers', name)
}

/** Installs a peer that is not there as its manifest says. With `stamped: false` the caller says when it is complete. */
export async function installNpmPeer(name, { stamped = true } = {}) {
  const folder = npmPeerFolder(name)
  const manifest = join(manifests, `${name}${ENDING}`)
  const stamp = join(folder, 'installed.txt')
  const wanted = readFileSync(manifest, 'utf8')
  if (stamped && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyFileSync(manifest, join(folder, 'package.json'))
  await showProgress(`Installing the peer ${name}`, async () => {
    const { code, output } = await runCommand(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: folder,
      },
    )
    if (code !== 0) throw new Error(output.trim().split('\n').at(-1))
  })
  if (stamped) writeFileSync(stamp, wanted)
}
