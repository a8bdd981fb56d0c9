import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment, nodePath } from './environment.mjs'
import { root } from './root.mjs'

const PATIENCE_MS = 20_000

/**
 * Starts `seetrain ui` for the runs below a folder, and resolves when it listens: its address, `ended` when it is gone, and
 * `end` to ask it to go. Without an address it did not start, and `said` tells why: the demo trains without it.
 */
export async function startDashboard(home) {
  mkdirSync(home, { recursive: true })
  const command = join(root, 'packages', 'seetrain', 'bin', 'seetrain.js')
  const child = spawn(nodePath(), [command, 'ui', '--no-open', '--dir', home], {
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => (said += text))
  const ended = new Promise(resolve => child.on('close', resolve).on('error', resolve))
  const stop = () => child.kill('SIGTERM')
  // however this process ends, the dashboard does not outlive it
  process.once('exit', stop)
  const url = await Promise.race([readAddress(child.stdout), ended.then(() => undefined), afterPatience()])
  if (url === undefined) stop()
  return { url, said: said.trim(), ended, end: () => (stop(), ended) }
}

function readAddress(stdout) {
  let text = ''
  return new Promise(resolve => {
    stdout.setEncoding('utf8').on('data', more => {
      text += more
      const found = /listening on (\S+)\n/.exec(text)
      if (found) resolve(found[1])
    })
  })
}

function afterPatience() {
  return new Promise(resolve => setTimeout(() => resolve(undefined), PATIENCE_MS).unref())
}
