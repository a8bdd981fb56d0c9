import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { childEnvironment } from './environment.mjs'
import { root } from './root.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a command to its end and resolves with its exit code and, unless `show`, what it printed. Never rejects: a
 * command that cannot start ends with 127 and the reason as its output.
 */
export function runCommand(command, args, { show = false, cwd = root, env = childEnvironment() } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
    const letGo = passSignals(child)
    child.on('error', error => {
      letGo()
      resolve({ code: 127, output: `${command}: ${error.message}` })
    })
    child.on('close', (code, signal) => {
      letGo()
      resolve({ code: exitCode(code, signal), output })
    })
  })
}

/** The number a shell would report. */
export function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0)
}

/** Lets the child decide how an interrupt ends, and this process wait for it. Returns the way back. */
function passSignals(child) {
  // a terminal sends SIGINT to the child by itself
  const pass = signal => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal))
  for (const signal of SIGNALS) process.on(signal, pass)
  return () => SIGNALS.forEach(signal => process.off(signal, pass))
}
