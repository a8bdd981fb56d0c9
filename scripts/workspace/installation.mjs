import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runCommand } from './command.mjs'
import { npmEnvironment } from './environment.mjs'
import { Failure } from './failure.mjs'
import { showProgress } from './progress.mjs'
import { root } from './root.mjs'

const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/

/** Installs the packages of the lock file unless they are there. Needs the network only then. */
export async function ensureInstalled() {
  const reason = staleness()
  if (reason === undefined) return
  await showProgress(`Installing packages: ${reason}`, async () => {
    const { code, output } = await runNpmInstall()
    if (code !== 0) throw installFailure(output)
  })
}

/** Why `npm ci` has to run, in words; `undefined` when what is installed is what the lock file says. */
function staleness() {
  const wanted = readLock(join(root, 'package-lock.json'))
  if (wanted === undefined)
    throw new Failure('package-lock.json is missing.', 'Restore it: git checkout package-lock.json')
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'))
  if (installed === undefined) return 'nothing is installed yet'
  const changed = Object.keys(wanted).filter(
    place => differs(wanted[place], installed[place]) || isGone(place, wanted[place]),
  )
  if (changed.length === 0) return undefined
  return `package-lock.json asks for ${changed.length} other ${changed.length === 1 ? 'package' : 'packages'}`
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

function differs(wanted, installed) {
  // packages of other platforms are absent by design, folders of the workspace have no entry of their own
  if (installed === undefined) return !wanted.optional && wanted.version !== undefined && !wanted.link
  return wanted.version !== installed.version
}

function isGone(place, wanted) {
  return wanted.link === true && !existsSync(join(root, place))
}

function runNpmInstall() {
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  // npm names itself to the scripts that it runs; the Node that it runs on may be too old for us, not for it
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  const known =
    npm && node && basename(npm) === 'npm-cli.js' && !node.startsWith(join(root, 'node_modules')) && existsSync(node)
  return known
    ? runCommand(node, [npm, ...args], { env: npmEnvironment() })
    : runCommand('npm', args, { env: npmEnvironment() })
}

function installFailure(output) {
  if (OFFLINE.test(output))
    return new Failure(
      'Packages could not be downloaded.',
      'Connect to the network once and run this again; afterwards it works offline.',
      output,
    )
  if (output.includes('EUSAGE'))
    return new Failure(
      'package.json and package-lock.json disagree.',
      'Run: npm install && node scripts/complete-lock.mjs',
      output,
    )
  if (/ENOSPC/.test(output))
    return new Failure('The disk is full.', 'The packages need about 1 GB. Make room and run this again.', output)
  return new Failure(
    'npm ci failed; its last words are above.',
    'Run npm ci by hand to see all of them, or remove node_modules and run this again.',
    output,
  )
}
