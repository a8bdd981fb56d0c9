import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.mjs'
import { showProgress } from './progress.mjs'
import { root } from './root.mjs'

const requirementsFolder = join(root, 'test', 'peers', 'requirements')
const ENDING = '.txt'
/** First line of the requirements of a peer that `npm test` installs by itself. */
const LIGHT = '# light'
/** The line of a peer whose PyTorch is to run without the CUDA libraries that its wheel asks for. */
const PROCESSOR_ALONE = /^# processor alone: (\S+)$/m
const standIns = join(root, 'test', 'python', 'cuda_stand_ins.py')

/**
 * Python programs that tests talk to: each file of `test/peers/requirements` is a virtual environment. What cannot be
 * installed is told and left out; the tests that need it are then skipped with that reason.
 */
export function peerNames() {
  if (!existsSync(requirementsFolder)) return []
  return readdirSync(requirementsFolder)
    .filter(file => file.endsWith(ENDING))
    .map(file => file.slice(0, -ENDING.length))
    .sort()
}

export function lightPeerNames() {
  return peerNames().filter(name => readRequirements(name).startsWith(LIGHT))
}

export async function ensurePeers(names) {
  for (const name of names) if (!isInstalled(name)) await installPeer(name)
}

function isInstalled(name) {
  const stamp = stampFile(name)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest(name)
}

async function installPeer(name) {
  const folder = peerFolder(name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--prefer-binary']
  try {
    await showProgress(`Installing the Python peer ${name}`, async () => {
      await runOrThrow('python3', ['-m', 'venv', folder])
      const python = join(folder, 'bin', 'python')
      const torch = PROCESSOR_ALONE.exec(readRequirements(name))?.[1]
      if (torch !== undefined) {
        await runOrThrow(python, [...pip, '--no-deps', torch])
        await runOrThrow(python, [standIns])
      }
      await runOrThrow(python, [...pip, '-r', requirementsFile(name)])
    })
    writeFileSync(stampFile(name), digest(name))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    console.error(`The tests beside ${name} are skipped, since it could not be installed: ${error.message}`)
  }
}

async function runOrThrow(command, args) {
  const { code, output } = await runCommand(command, args)
  if (code !== 0) throw new Error(output.trim().split('\n').at(-1))
}

function peerFolder(name) {
  return join(root, '.cache', 'peers', name)
}

/** Written last, so an installation that was cut short is done anew. */
function stampFile(name) {
  return join(peerFolder(name), 'installed.txt')
}

function requirementsFile(name) {
  return join(requirementsFolder, `${name}${ENDING}`)
}

function readRequirements(name) {
  return readFileSync(requirementsFile(name), 'utf8')
}

function digest(name) {
  return createHash('sha256').update(readRequirements(name)).digest('hex')
}
